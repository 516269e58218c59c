import path from 'node:path';
import { openEventStoreDb, type EventStoreDb } from '@firebreak/event-store-eventstoredb';
import type { Engine } from '../../engines/engine';
import { startEventStore, type EventStoreEngine } from '../../engines/eventstoredb';
import { ownKafka } from './own-engines';

export interface RelayEngines {
  readonly kafka: Engine;
  readonly server: EventStoreEngine;
  readonly store: EventStoreDb;
}

/** An impatient store may give up on a server that has only just begun. */
const opened = async (url: string, timeoutMs: number): Promise<EventStoreDb> => {
  for (let left = 20; ; left -= 1) {
    try {
      return await openEventStoreDb({ url, timeoutMs });
    } catch (error) {
      if (left === 0) throw error;
    }
  }
};

/** An event store and a broker of a scenario's own, for as long as it works with them. */
export const withRelayEngines = async <T>(dir: string, work: (engines: RelayEngines) => Promise<T>, timeoutMs = 5_000): Promise<T> => {
  const [kafka, server] = await Promise.all([ownKafka({ dir: path.join(dir, 'kafka') }), startEventStore({ dir: path.join(dir, 'store') })]);
  try {
    const store = await opened(server.url, timeoutMs);
    try {
      return await work({ kafka, server, store });
    } finally {
      await store.close();
    }
  } finally {
    await Promise.all([kafka.stop(), server.stop()]);
  }
};
