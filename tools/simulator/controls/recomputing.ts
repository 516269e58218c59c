import { incidentFacts, type IncidentFact } from '@firebreak/analytics';
import type { CollectionSpec, Guard, ProjectedDocument, StreamProjection } from '@firebreak/event-sourcing';
import type { Ports } from '../ports';
import type { Role } from '../roles';
import { addUp, contributions, type Bucket } from './buckets';

// Facts carry the buckets to make again; a worker makes them from the facts. Right only with a fence and a filter.

interface CountedFact extends ProjectedDocument {
  readonly fact: IncidentFact;
  readonly dirty: readonly string[];
}

export interface CountedBucket extends Bucket {
  readonly claim: number;
}

export const bucketCollection: CollectionSpec = { name: 'buckets_v1', indexes: [] };
const countedCollection: CollectionSpec = { name: 'counted_v1', indexes: [{ fields: ['dirty'], multi: true }] };

const added = ({ dims, opened, cycles, cancelled }: IncidentFact): ReadonlyMap<string, Bucket> =>
  contributions({ service: dims.service, opened, firstResolved: cycles[0]!.resolved, cancelled });

export const countedFacts: StreamProjection<CountedFact> = {
  name: 'counted',
  categories: ['incident'],
  collection: countedCollection,
  evolve: (doc, event) => {
    const fact = incidentFacts.evolve(doc?.fact ?? null, event);
    const keys = [...(doc ? added(doc.fact).keys() : []), ...added(fact).keys()];
    return { rev: event.revision, fact, dirty: [...new Set([...(doc?.dirty ?? []), ...keys])] };
  },
};

export interface Recomputing {
  /**
   * What keeps a late worker from overwriting: a claim of its own, a number it counted up before the scan and read back
   * for the write (two workers may then read the same), or nothing.
   */
  readonly fence: 'claim' | 'counter' | 'none';
  /** Dirt is cleared only at the revision that was read. */
  readonly clearsByRevision: boolean;
}

const makeAgain = async (ports: Ports, { fence, clearsByRevision }: Recomputing, claim: () => number): Promise<() => Promise<number>> => {
  const facts = await ports.readStore.collection<CountedFact>(countedCollection);
  const buckets = await ports.readStore.collection<CountedBucket>(bucketCollection);

  /** Before the scan. @returns how to say, after it, that nobody came in between */
  const fenceOff = async (key: string): Promise<() => Promise<Guard>> => {
    if (fence === 'none') return () => Promise.resolve({});
    if (fence === 'claim') {
      const mine = { claim: claim() };
      await buckets.set(key, {}, mine);
      return () => Promise.resolve(mine);
    }
    for (let counted = false; !counted; ) {
      const before = (await buckets.get(key))!.claim;
      counted = await buckets.set(key, { claim: before }, { claim: before + 1 });
    }
    return async () => ({ claim: (await buckets.get(key))!.claim });
  };

  const make = async (key: string): Promise<boolean> => {
    await buckets.insert(key, { n: 0, sum: 0, claim: 0 });
    const guard = await fenceOff(key);
    const all = await facts.find({ filter: { op: 'all' } });
    const { n, sum } = addUp(all.map(({ doc }) => added(doc.fact))).get(key) ?? { n: 0, sum: 0 };
    return buckets.set(key, await guard(), { n, sum });
  };

  return async () => {
    const dirty = await facts.find({ filter: { op: 'range', field: 'dirty', gte: '' } });
    const made = new Set<string>();
    for (const key of new Set(dirty.flatMap(({ doc }) => doc.dirty))) if (await make(key)) made.add(key);
    let cleaned = 0;
    for (const { id, doc } of dirty) {
      if (!doc.dirty.every((key) => made.has(key))) continue;
      if (await facts.set(id, clearsByRevision ? { rev: doc.rev } : {}, { dirty: [] })) cleaned += 1;
    }
    return cleaned;
  };
};

export const recomputer = (name: string, how: Recomputing, claim: () => number): Role => ({
  name,
  wakes: ['read-store'],
  start: (ports) => makeAgain(ports, how, claim),
});
