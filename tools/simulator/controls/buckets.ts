import type { StoredEvent } from '@firebreak/event-sourcing';
import { expectedIncidents } from '../oracle';

/** How many incidents of a service were opened, how many resolved, and how long that took in all: figures to get wrong. */
export interface Bucket {
  readonly n: number;
  readonly sum: number;
}

export interface Counted {
  readonly service: string | null;
  readonly opened: string;
  readonly firstResolved: string | null;
  readonly cancelled: string | null;
}

/** What one incident adds, by bucket. */
export const contributions = ({ service, opened, firstResolved, cancelled }: Counted): ReadonlyMap<string, Bucket> => {
  const added = new Map<string, Bucket>();
  if (cancelled !== null) return added;
  added.set(`opened ${service}`, { n: 1, sum: 0 });
  if (firstResolved !== null) added.set(`resolved ${service}`, { n: 1, sum: Date.parse(firstResolved) - Date.parse(opened) });
  return added;
};

export const addUp = (all: Iterable<ReadonlyMap<string, Bucket>>): Map<string, Bucket> => {
  const sums = new Map<string, Bucket>();
  for (const each of all) {
    for (const [key, { n, sum }] of each) {
      const before = sums.get(key) ?? { n: 0, sum: 0 };
      sums.set(key, { n: before.n + n, sum: before.sum + sum });
    }
  }
  return sums;
};

const contributionsAt = (events: readonly StoredEvent[]): readonly ReadonlyMap<string, Bucket>[] =>
  [...expectedIncidents(events).values()].map(({ service, opened, resolved, cancelled }) => contributions({ service, opened, firstResolved: resolved[0]!, cancelled }));

/** What the buckets should hold. */
export const expectedBuckets = (events: readonly StoredEvent[]): Map<string, Bucket> => addUp(contributionsAt(events));

/** What one event changes, as if the event itself said so. */
export const deltaOf = (events: readonly StoredEvent[], stream: string, revision: number): [key: string, by: Bucket][] => {
  const until = (last: number): Map<string, Bucket> => addUp(contributionsAt(events.filter((event) => event.stream === stream && event.revision <= last)));
  const [before, after] = [until(revision - 1), until(revision)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): [string, Bucket][] => {
    const [was, is] = [before.get(key) ?? { n: 0, sum: 0 }, after.get(key) ?? { n: 0, sum: 0 }];
    return was.n === is.n && was.sum === is.sum ? [] : [[key, { n: is.n - was.n, sum: is.sum - was.sum }]];
  });
};
