import { type BusRecord, type CollectionSpec, type Position, type StoredEvent } from '@firebreak/event-sourcing';
import { publishIncidentEvent } from '@firebreak/incident';
import type { Role } from '../roles';
import { category, partitionOf, topic } from '../workers';

const checkpoints: CollectionSpec = { name: 'relay_v1', indexes: [] };

const recordOf = (event: StoredEvent, partitions: number, storeId: string): BusRecord => ({
  topic,
  partition: partitionOf(event.stream, partitions),
  key: event.stream,
  id: event.id,
  sequence: event.revision,
  position: event.position,
  storeId,
  hash: event.hash,
  ...publishIncidentEvent(event),
});

/** Remembers in a store of its own how far it is, after it published. */
export const relayWithCheckpoint = (name: string, pageSize: number): Role => ({
  name,
  wakes: ['store'],
  start: async ({ store, bus, readStore }) => {
    const collection = await readStore.collection<{ readonly position: Position }>(checkpoints);
    const partitions = await bus.partitions(topic);
    let after = (await collection.get(name))?.position ?? null;
    return async () => {
      const page = await store.readAll({ after, limit: pageSize, categories: [category] });
      const last = page.at(-1);
      if (!last) return 0;
      await bus.publish(page.map((event) => recordOf(event, partitions, store.storeId)));
      const { position } = last;
      if (!(await collection.insert(name, { position }))) await collection.set(name, {}, { position });
      after = position;
      return page.length;
    };
  },
});

/** Starts from the tails as it should, and then has two batches under way at once. */
export const relayWithTwoInFlight = (name: string, pageSize: number): Role => ({
  name,
  wakes: ['store'],
  start: async ({ store, bus }) => {
    const partitions = await bus.partitions(topic);
    const tails = (await bus.tails(topic)).map((tail) => tail?.position ?? '');
    let after = [...tails].sort()[0] || null;
    const send = (page: readonly StoredEvent[]): Promise<void> => {
      const records = page.map((event) => recordOf(event, partitions, store.storeId)).filter(({ partition, position }) => position > tails[partition]!);
      return records.length === 0 ? Promise.resolve() : bus.publish(records);
    };
    return async () => {
      const page = await store.readAll({ after, limit: 2 * pageSize, categories: [category] });
      const last = page.at(-1);
      if (!last) return 0;
      await Promise.all([send(page.slice(0, pageSize)), send(page.slice(pageSize))]);
      after = last.position;
      return page.length;
    };
  },
});
