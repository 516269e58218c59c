import type { Collection, CollectionSpec, ReadStore, Write } from '@firebreak/event-sourcing';

// The shipped code over a read store that ignores what a write is filtered by: as if the filter had been left out.

export interface Tampering {
  readonly collections: readonly string[];
  readonly replace?: true;
  readonly set?: true;
}

const unguarded = <D extends object>(inner: Collection<D>, { replace, set }: Tampering): Collection<D> => ({
  ...inner,
  replace: (id, where, doc) => inner.replace(id, replace ? {} : where, doc),
  set: (id, where, changes) => inner.set(id, set ? {} : where, changes),
  bulk: (writes) => inner.bulk(replace ? writes.map((write): Write<D> => (write.op === 'replace' ? { ...write, where: {} } : write)) : writes),
});

export const tampered = (tampering: Tampering) => (store: ReadStore): ReadStore => ({
  ...store,
  collection: async <D extends object>(spec: CollectionSpec) => {
    const inner = await store.collection<D>(spec);
    return tampering.collections.includes(spec.name) ? unguarded(inner, tampering) : inner;
  },
});
