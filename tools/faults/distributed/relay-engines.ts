import path from 'node:path';
import { openEventStoreDb, type EventStoreDb } from '@firebreak/event-store-eventstoredb';
import type { Engine } from '../../engines/engine';
import { startEventStore, type EventStoreEngine } from '../../engines/eventstoredb';
import { startKafka } from '../../engines/kafka';

export interface RelayEngines {
  readonly kafka: Engine;
  readonly server: EventStoreEngine;
  readonly store: EventStoreDb;
}

/** An event store and a broker of a scenario's own, for as long as it works with them. */
export const withRelayEngines = async <T>(dir: string, work: (engines: RelayEngines) => Promise<T>, timeoutMs = 5_000): Promise<T> => {
  const [kafka, server] = await Promise.all([startKafka({ dir: path.join(dir, 'kafka') }), startEventStore({ dir: path.join(dir, 'store') })]);
  try {
    const store = await openEventStoreDb({ url: server.url, timeoutMs });
    try {
      return await work({ kafka, server, store });
    } finally {
      await store.close();
    }
  } finally {
    await Promise.all([kafka.stop(), server.stop()]);
  }
};
