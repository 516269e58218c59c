import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import type { Row } from '../oracle';

export interface Stored extends Row {
  readonly id: string;
}

interface Kept {
  readonly metadata: Row['metadata'];
}

/** Every event of some categories in order of the log, read with the server's own client. */
export const storedEvents = async (url: string, categories: readonly string[]): Promise<readonly Stored[]> => {
  const client = EventStoreDBClient.connectionString(url);
  const rows: Stored[] = [];
  for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START, maxCount: 2_000_000 })) {
    if (!event || !categories.includes(event.streamId.split('-')[0]!)) continue;
    const { metadata } = event.metadata as unknown as Kept;
    const data = (event.isJson ? event.data : JSON.parse(Buffer.from(event.data as Uint8Array).toString('utf8'))) as Record<string, unknown>;
    rows.push({ position: rows.length + 1, stream: event.streamId, revision: Number(event.revision), type: event.type, id: event.id, data, metadata });
  }
  void client.dispose().catch(() => undefined);
  return rows;
};
