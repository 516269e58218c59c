import { progressMark, type CollectionSpec, type ReceivedRecord } from '@firebreak/event-sourcing';
import type { Ports, Shared } from '../ports';
import type { Handle } from '../workers';
import { deltaOf, type Bucket } from './buckets';

// Strategies that add what each event changes to the buckets. All of them are wrong somewhere.

interface Counter extends Bucket {
  /** Greatest source position added. */
  readonly position: string;
  /** Greatest offset added, by partition. */
  readonly offsets: Readonly<Record<number, string>>;
}

/** Buckets of a store that can increment: one atomic operation, with a condition if need be. */
export class Counters {
  private readonly counters = new Map<string, Counter>();

  read(): ReadonlyMap<string, Bucket> {
    return new Map([...this.counters].map(([key, { n, sum }]) => [key, { n, sum }]));
  }

  increment(ports: Ports, key: string, by: Bucket, { position, partition, offset }: ReceivedRecord, may: (counter: Counter) => boolean): Promise<void> {
    return ports.write('read-store', `increment ${key}`, () => {
      const before = this.counters.get(key) ?? { n: 0, sum: 0, position: '', offsets: {} };
      if (!may(before)) return;
      const offsets = { ...before.offsets, [partition]: offset };
      this.counters.set(key, { n: before.n + by.n, sum: before.sum + by.sum, position: position > before.position ? position : before.position, offsets });
    });
  }
}

export type CountingStrategy = (ports: Ports, shared: Shared, counters: Counters) => Promise<Handle>;

type Condition = (record: ReceivedRecord) => (counter: Counter) => boolean;

const add = async (ports: Ports, shared: Shared, counters: Counters, record: ReceivedRecord, may: Condition): Promise<void> => {
  if (record.type === progressMark) return;
  for (const [key, by] of deltaOf(shared.store.all(), record.key, record.sequence)) await counters.increment(ports, key, by, record, may(record));
};

const everyRecord = (may: Condition): CountingStrategy => (ports, shared, counters) =>
  Promise.resolve(async (batch) => {
    for (const record of batch) await add(ports, shared, counters, record, may);
  });

const always: Condition = () => () => true;

/** Increments, then commits the offset. */
export const incrementThenCommit = everyRecord(always);

/** Each bucket takes only what lies above the last position it has seen, whatever partition that came from. */
export const lastPositionPerBucket = everyRecord(({ position }) => (counter) => position > counter.position);

/** Each bucket remembers the last offset of each partition. */
export const offsetsPerBucket = everyRecord(({ partition, offset }) => ({ offsets }) => offset > (offsets[partition] ?? ''));

const seenCollection: CollectionSpec = { name: 'seen_v1', indexes: [] };

/** A document per stream says which revision was counted; written before or after the increment, never with it. */
const guardedByFact = (order: 'guard first' | 'increment first'): CountingStrategy => async (ports, shared, counters) => {
  const seen = await ports.readStore.collection<{ readonly rev: number }>(seenCollection);
  const guard = (stream: string, rev: number): Promise<boolean> => (rev === 0 ? seen.insert(stream, { rev }) : seen.replace(stream, { rev: rev - 1 }, { rev }));
  return async (batch) => {
    for (const record of batch) {
      const { key, sequence } = record;
      if (((await seen.get(key))?.rev ?? -1) >= sequence) continue;
      if (order === 'guard first') {
        if (await guard(key, sequence)) await add(ports, shared, counters, record, always);
      } else {
        await add(ports, shared, counters, record, always);
        await guard(key, sequence);
      }
    }
  };
};

export const guardThenIncrement = guardedByFact('guard first');
export const incrementThenGuard = guardedByFact('increment first');
