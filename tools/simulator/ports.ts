import type { Clock, Collection, CollectionSpec, EventBus, EventStore, ReadStore, ReceivedRecord, Write } from '@firebreak/event-sourcing';
import type { MemoryEventBus, MemoryEventStore } from '@firebreak/event-sourcing-testing';
import { lostAnswer, refusal, type Faults, type Port } from './faults';
import type { Journal } from './journal';
import type { Actor, Scheduler } from './scheduler';

/** What all actors share: durable state behind the memory ports, and how often each port was written to. */
export interface Shared {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly store: MemoryEventStore;
  readonly bus: MemoryEventBus;
  readonly readStore: ReadStore;
  /** What is written but not committed yet; null where each write stands alone. */
  readonly journal: Journal | null;
  readonly writes: Record<Port, number>;
}

/** The ports as one actor sees them: each operation is a scheduling point before its effect, each write one after it as well. */
export interface Ports {
  readonly clock: Clock;
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly readStore: ReadStore;
  read<T>(label: string, effect: () => T | Promise<T>): Promise<T>;
  write<T>(port: Port, label: string, effect: () => T | Promise<T>): Promise<T>;
}

type Steps = Pick<Ports, 'read' | 'write'>;

/** Cuts a list in up to three parts, so that others come in between. */
const cut = <T>(items: readonly T[], shared: Shared): readonly (readonly T[])[] => {
  const { random } = shared.scheduler;
  const places = [random.int(items.length + 1), random.int(items.length + 1)].sort((a, b) => a - b);
  return [items.slice(0, places[0]), items.slice(places[0], places[1]), items.slice(places[1])].filter((part) => part.length > 0);
};

const stepping = (shared: Shared, actor: Actor): Steps => {
  const { scheduler, faults, writes } = shared;
  // Between the effect of a read and the next point there is only the actor's own code: no point is needed there.
  const read: Ports['read'] = async (label, effect) => {
    await scheduler.point(actor, label);
    return effect();
  };
  const write: Ports['write'] = async (port, label, effect) => {
    await scheduler.point(actor, label);
    const harmless = scheduler.isCalm && actor.state === 'live';
    if (!harmless && scheduler.random.chance(faults.refused)) {
      scheduler.note(`${actor.name} ${label} is refused`);
      throw refusal(port);
    }
    const result = await effect();
    writes[port] += 1;
    await scheduler.point(actor, `${label} done`);
    if (!harmless && scheduler.random.chance(faults.lost)) {
      scheduler.note(`${actor.name} ${label} is not answered`);
      throw lostAnswer(port);
    }
    return result;
  };
  return { read, write };
};

const collectionFor = <D extends object>(inner: Collection<D>, { read, write }: Steps, shared: Shared, actor: Actor, name: string): Collection<D> => {
  const { journal } = shared;
  const written = <T>(operation: string, ids: readonly string[], effect: () => Promise<T>): Promise<T> => {
    const writing = journal?.writing(actor);
    return write('read-store', `${name}.${operation}`, () => (writing ? writing(inner, ids, effect) : effect()));
  };
  return {
    get: (id) => read(`${name}.get`, () => inner.get(id)),
    getMany: (ids, only) => read(`${name}.get-many`, () => inner.getMany(ids, only)),
    find: (options) => read(`${name}.find`, () => inner.find(options)),
    count: (filter) => read(`${name}.count`, () => inner.count(filter)),
    insert: (id, doc) => written('insert', [id], () => inner.insert(id, doc)),
    replace: (id, where, doc) => written('replace', [id], () => inner.replace(id, where, doc)),
    set: (id, where, changes) => written('set', [id], () => inner.set(id, where, changes)),
    delete: (id) => written('delete', [id], () => inner.delete(id)),
    bulk: async (writes) => {
      const answers: boolean[] = [];
      const parts: readonly (readonly Write<D>[])[] = writes.length > 1 ? cut(writes, shared) : [writes];
      for (const part of parts) answers.push(...(await written('bulk', part.map(({ id }) => id), () => inner.bulk(part))));
      return answers;
    },
  };
};

export const portsFor = (shared: Shared, actor: Actor): Ports => {
  const { scheduler, store, bus, readStore, journal } = shared;
  const steps = stepping(shared, actor);
  const { read, write } = steps;
  return {
    ...steps,
    clock: scheduler,
    store: {
      storeId: store.storeId,
      append: (stream, expected, events) => write('store', `append ${stream}`, () => store.append(stream, expected, events)),
      readStream: (stream, range) => read(`read ${stream}`, () => store.readStream(stream, range)),
      readAll: (options) => read('read-all', () => store.readAll(options)),
      waitForMore: (after, signal) => store.waitForMore(after, signal),
      head: () => read('head', () => store.head()),
    },
    bus: {
      ...bus,
      // A request of many records may land in part, and others land in between.
      publish: async (records) => {
        for (const part of cut(records, shared)) await write('bus', `publish ${part.length}`, () => bus.publish(part));
      },
      tails: (topic) => read('tails', () => bus.tails(topic)),
      readKey: (topic, key, from) => read(`read-key ${key}`, (): Promise<readonly ReceivedRecord[]> => bus.readKey(topic, key, from)),
    },
    readStore: {
      collection: async <D extends object>(spec: CollectionSpec) => collectionFor(await readStore.collection<D>(spec), steps, shared, actor, spec.name),
      drop: (name) => readStore.drop(name),
      batch: (work) => (journal ? journal.batch(actor, work) : work()),
    },
  };
};
