import { EventStoreDBClient } from '@eventstore/db-client';
import { CodedError } from '@firebreak/event-sourcing';

/** What the client keeps to itself. */
interface Insides {
  readonly getChannel?: () => Promise<{ close(): void }>;
  supports: (method: unknown) => Promise<boolean>;
}

/** The client would drop the credentials without a word and go on as nobody. @throws CodedError `insecure-credentials` */
const checkCredentials = (url: string): void => {
  const { username, searchParams } = new URL(url.replace(/^(esdb|kurrentdb)/, 'http').replace(/^http\+discover/, 'http'));
  const insecure = [...searchParams].some(([name, value]) => name.toLowerCase() === 'tls' && value.toLowerCase() === 'false');
  if (username !== '' && insecure) throw new CodedError('insecure-credentials', { whatToDo: 'use tls, or an address without a user' });
};

/** @throws CodedError `insecure-credentials` */
export const openClient = (url: string): EventStoreDBClient => {
  checkCredentials(url);
  const client = EventStoreDBClient.connectionString(url);
  // Batched appends of all clients of a process wait in one place: the end of one connection forgets those of the others, and an
  // answer that comes for one of them is thrown where nobody can catch it. Appends go one call each.
  (client as unknown as Insides).supports = () => Promise.resolve(false);
  return client;
};

/** Its own `dispose` waits for streams that, once cancelled, never tell their end, and leaves the connection open. */
export const closeClient = async (client: EventStoreDBClient): Promise<void> => {
  void client.dispose().catch(() => undefined);
  const { getChannel } = client as unknown as Insides;
  (await getChannel?.().catch(() => null))?.close();
};
