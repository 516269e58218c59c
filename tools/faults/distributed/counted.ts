import type { EventStore } from '@firebreak/event-sourcing';
import { sendCount } from '../../engines/eventstoredb-fake/counters';
import type { Stored } from './stored-events';

/** A command that was answered: the value lies in the stream once. */
export interface Counted {
  readonly stream: string;
  readonly value: number;
  readonly revision: number;
}

export interface Counting {
  readonly streams: readonly string[];
  /** So many streams at once; each stream has one writer. */
  readonly writers: number;
  /** Of each stream: 0, 1, 2 and so on. */
  readonly values: number;
  readonly from?: number;
  readonly onAnswered?: (total: number) => void;
}

export interface CountedAll {
  readonly acknowledged: readonly Counted[];
  readonly repeats: number;
  /** Whoever meets a conflict met itself. */
  readonly conflicts: number;
}

/** Commands as the product handles them. */
export const countUp = async (store: EventStore, { streams, writers, values, from = 0, onAnswered }: Counting): Promise<CountedAll> => {
  const acknowledged: Counted[] = [];
  let [repeats, conflicts] = [0, 0];
  const waiting = [...streams];
  const writer = async (): Promise<void> => {
    for (let stream = waiting.shift(); stream !== undefined; stream = waiting.shift()) {
      for (let value = from; value < from + values; value += 1) {
        const answer = await sendCount(store, stream, value, () => (conflicts += 1));
        repeats += answer.repeats;
        acknowledged.push({ stream, value, revision: answer.handled.revision });
        onAnswered?.(acknowledged.length);
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return { acknowledged, repeats, conflicts };
};

/** Acknowledged values that are not there, and values that are there more than once. */
export const judgeCounts = (rows: readonly Pick<Stored, 'stream' | 'data'>[], acknowledged: readonly Counted[]): { readonly lost: string[]; readonly doubled: string[] } => {
  const times = new Map<string, number>();
  for (const { stream, data } of rows) {
    const name = `${stream}=${String(data['value'])}`;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return {
    lost: acknowledged.map(({ stream, value }) => `${stream}=${value}`).filter((name) => !times.has(name)),
    doubled: [...times].filter(([, count]) => count > 1).map(([name]) => name),
  };
};
