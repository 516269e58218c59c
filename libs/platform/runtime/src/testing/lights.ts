import {
  createEventCodec,
  event,
  streamName,
  topicOf,
  type BusSubscription,
  type Clock,
  type Collection,
  type CommandMeta,
  type DomainEvent,
  type EventBus,
  type EventStore,
  type ProjectedDocument,
  type ProjectedEvent,
  type ReadStore,
  type StreamProjection,
} from '@firebreak/event-sourcing';
import { memoryEventBus, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import type { DerivedModel } from '../projections/unit';
import type { RebuildTimings } from '../projections/timings';
import { Runtime } from '../runtime';
import type { RuntimePorts } from '../runtime-ports';

export type Lit = DomainEvent<'Lit', { readonly n: number }>;
export const codec = createEventCodec<Lit>({ Lit: { personal: [] } });
export const now = '2026-03-05T10:11:12.345Z';
const meta: CommandMeta = { tenant: 'default', actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now, idempotency: null };

export interface Sum extends ProjectedDocument {
  readonly sum: number;
  readonly dirty: boolean;
}

export interface Double {
  readonly double: number;
}

export const poison = 13;

/** What the lights of a stream come to. A light of 13 cannot be folded while `strict`. */
export const sums = (name: string, options: { strict: boolean } = { strict: false }): StreamProjection<Sum> => ({
  name,
  categories: ['light'],
  collection: { name: `${name}_v1`, indexes: [{ fields: ['dirty'] }] },
  evolve: (doc: Sum | null, { data, revision }: ProjectedEvent) => {
    if (options.strict && data['n'] === poison) throw new TypeError('an unlucky light');
    return { rev: revision, sum: (doc?.sum ?? 0) + (data['n'] as number), dirty: true };
  },
});

export const doublesSpec = { name: 'bus_doubles_v1', indexes: [] };

/** Of each sum its double, made while the sum is dirty. */
export const doubles: DerivedModel = {
  collections: [doublesSpec],
  open: (store) => {
    const dirty = async (): Promise<Collection<Sum>> => store.collection<Sum>(sums('bus_sum').collection);
    const pending = async (limit: number) => (await (await dirty()).find({ filter: { op: 'eq', field: 'dirty', value: true }, limit }));
    return {
      name: 'doubles',
      everyMs: 1,
      seen: () => undefined,
      pending: async (limit) => (await pending(limit)).length,
      tick: async () => {
        const made = await store.collection<Double>(doublesSpec);
        const found = await pending(100);
        for (const { id, doc } of found) {
          const next = { double: 2 * doc.sum };
          const before = await made.get(id);
          if (before) await made.replace(id, { double: before.double }, next);
          else await made.insert(id, next);
          await (await dirty()).set(id, { rev: doc.rev }, { dirty: false });
        }
        return found.length;
      },
    };
  },
};

export const decode = (record: { readonly key: string; readonly sequence: number; readonly value: string | null; readonly position: string; readonly id: string; readonly hash: string }): ProjectedEvent => ({
  id: record.id,
  stream: record.key,
  tenant: 'default',
  revision: record.sequence,
  position: record.position,
  hash: record.hash,
  type: 'Lit',
  data: JSON.parse(record.value ?? '{}') as Record<string, unknown>,
  actor: 'a',
  origin: 'live',
  occurredAt: now,
  recordedAt: now,
});

export const atOnce: Partial<RebuildTimings> = { lookEveryMs: 2, lookAgainMs: 10, announceMs: 10, graceMs: 5 };

export interface Engines {
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly readStore: ReadStore;
  readonly clock: Clock;
}

export const memoryEngines = (): Engines => ({ store: memoryEventStore(), bus: memoryEventBus(), readStore: memoryReadStore(), clock: { now: () => now } });

export const lightStream = (id: string): string => streamName('light', 'default', id);

/** Adds lights to a stream. */
export const lighting =
  ({ store }: Pick<Engines, 'store'>) =>
  async (id: string, ...numbers: number[]): Promise<number> => {
    const stream = lightStream(id);
    const last = (await store.readStream(stream)).at(-1);
    const base = { stream, revision: last?.revision ?? -1, lastHash: last?.hash ?? null, lastRecordedAt: null };
    return (await store.append(stream, base.revision, codec.prepare(base, meta, numbers.map((n) => event('Lit', { n }))))).revision;
  };

export interface Running {
  readonly runtime: Runtime;
  /** By stream, as readers see it. */
  readonly read: (model: 'own_sum' | 'bus_sum') => Promise<Readonly<Record<string, number>>>;
  readonly readDoubles: () => Promise<Readonly<Record<string, number>>>;
  readonly stop: () => Promise<void>;
}

const valuesOf = async <D extends object>(store: ReadStore, spec: StreamProjection<Sum>['collection'], value: (doc: D) => number): Promise<Readonly<Record<string, number>>> => {
  const found = await (await store.collection<D>(spec)).find({ filter: { op: 'all' } });
  return Object.fromEntries(found.map(({ id, doc }) => [id.split('.')[1], value(doc)]));
};

/** One replica: a unit from the store, `own`, and one from the bus, `others`, with its doubles. */
export const run = async (engines: Engines, more: Partial<RuntimePorts> = {}, projection: { strict: boolean } = { strict: false }): Promise<Running> => {
  const runtime = new Runtime({ ...engines, timings: atOnce, ...more });
  runtime.publish('light', (stored) => ({ type: 'firebreak.Lit.v1', value: stored.data, headers: {} }));
  runtime.projectFromStore({ name: 'own', codecs: { light: codec }, categories: ['light'], projections: [sums('own_sum', projection)] });
  const asFolded = (doc: ProjectedDocument): object => ({ ...doc, dirty: false });
  runtime.projectFromBus({ group: 'others', categories: ['light'], decode, projections: [sums('bus_sum', projection)], derived: doubles, asFolded });
  await runtime.start();
  const subscription: BusSubscription = await engines.bus.subscribe({ group: 'others', topics: [topicOf('light')] }, (batch) => runtime.handle('others', batch));
  return {
    runtime,
    read: (model) => valuesOf<Sum>(runtime.readModels, sums(model).collection, (doc) => doc.sum),
    readDoubles: () => valuesOf<Double>(runtime.readModels, doublesSpec, (doc) => doc.double),
    stop: async () => {
      await subscription.stop();
      await runtime.drain();
    },
  };
};
