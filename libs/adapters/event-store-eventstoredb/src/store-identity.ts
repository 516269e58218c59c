import { jsonEvent, NO_STREAM, type EventStoreDBClient } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { asRecorded } from './recorded';
import { isMissingStream, isWrongRevision } from './server-errors';

/** One event for ever: which store this is. It is no event of the product and nobody reads it with the others. */
export const identityStream = 'firebreak_store';

const read = async (client: EventStoreDBClient): Promise<string | null> => {
  try {
    for await (const { stored } of asRecorded(client.readStream(identityStream, { maxCount: 1 }))) return (JSON.parse(stored().data) as { readonly storeId: string }).storeId;
  } catch (error) {
    if (!isMissingStream(error)) throw error;
  }
  return null;
};

/** Whoever comes first gives the store its name; the others read it. */
export const storeIdentity = async (client: EventStoreDBClient): Promise<string> => {
  const known = await read(client);
  if (known !== null) return known;
  const named = jsonEvent({ type: 'StoreNamed', data: { storeId: randomUUID() } });
  await client.appendToStream(identityStream, [named], { expectedRevision: NO_STREAM }).catch((error: unknown) => {
    if (!isWrongRevision(error)) throw error;
  });
  const name = await read(client);
  if (name === null) throw new Error('the store does not keep what is written to it');
  return name;
};
