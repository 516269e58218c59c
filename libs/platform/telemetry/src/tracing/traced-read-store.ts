import { AsyncLocalStorage } from 'node:async_hooks';
import type { Collection, ReadStore } from '@firebreak/event-sourcing';
import { SpanKind, type Span } from '@opentelemetry/api';
import { Batch, inBatch } from './batch';
import { failed, type Tracing } from './tracing';

const tracedCollection = <D extends object>(name: string, inner: Collection<D>, tracing: Tracing): Collection<D> => ({
  get: (id) => inner.get(id),
  getMany: (ids, only) => inner.getMany(ids, only),
  find: (options) => inner.find(options),
  count: (filter) => inner.count(filter),
  insert: (id, doc) => inner.insert(id, doc),
  replace: (id, where, doc) => inner.replace(id, where, doc),
  set: (id, where, changes) => inner.set(id, where, changes),
  delete: (id) => inner.delete(id),
  bulk: async (writes) => {
    const batch = tracing.scope?.batch;
    const spans: Span[] = [];
    for (const { id } of batch ? writes : []) {
      const parent = batch?.of(id);
      if (parent) spans.push(tracing.start(`write ${name}`, { kind: SpanKind.CLIENT, attributes: { 'db.collection.name': name, 'db.operation.name': 'bulk' }, parent: parent.spanContext() }));
    }
    try {
      return await inner.bulk(writes);
    } catch (error) {
      for (const span of spans) failed(span, error);
      throw error;
    } finally {
      for (const span of spans) span.end();
    }
  },
});

/** Traces the writes of projections, each in the trace of the event that it comes from. Without tracing it is the read store itself. */
export const tracedReadStore = (readStore: ReadStore, tracing: Tracing | null): ReadStore => {
  if (tracing === null) return readStore;
  return {
    collection: async (spec) => tracedCollection(spec.name, await readStore.collection(spec), tracing),
    drop: (name) => readStore.drop(name),
    batch: (work) => {
      // Whoever has their turn before us may call it from where they are.
      if (tracing.scope?.batch) return readStore.batch(AsyncLocalStorage.bind(work));
      const batch = new Batch(tracing, 'store events', {});
      return readStore.batch(() => inBatch(tracing, batch, work));
    },
  };
};
