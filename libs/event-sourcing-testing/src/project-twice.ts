import {
  categoryOf,
  Parking,
  plusMillis,
  Projector,
  streamParts,
  type DomainEvent,
  type Instant,
  type ProjectedDocument,
  type ProjectedEvent,
  type ProjectionSource,
  type StreamProjection,
} from '@firebreak/event-sourcing';
import { fixedClock, storyStart } from './clocks';
import type { GivenEvent } from './given-when-then';
import { memoryReadStore } from './memory-read-store';

/** A stream's events as projections see them: revisions from 0, each a minute after the one before unless it names its time. */
export const projectedEvents = (stream: string, ...events: readonly GivenEvent<DomainEvent>[]): ProjectedEvent[] =>
  events.map((event, revision) => {
    const occurredAt: Instant = event.occurredAt ?? plusMillis(storyStart, revision * 60_000);
    return {
      id: `${stream}@${revision}`,
      stream,
      tenant: streamParts(stream).tenant,
      revision,
      position: `${String(revision).padStart(8, '0')}@${stream}`,
      hash: `hash of ${stream}@${revision}`,
      type: event.type,
      data: event.data as Record<string, unknown>,
      actor: event.actor ?? 'someone',
      origin: event.origin ?? 'live',
      occurredAt,
      recordedAt: event.recordedAt ?? occurredAt,
    };
  });

/**
 * Applies a history twice, whatever it is applied to, and compares what stands there after each time.
 * @returns what stands there
 */
export const replayTwice = async <E, S>(
  events: readonly E[],
  apply: (events: readonly E[]) => Promise<void>,
  snapshot: () => Promise<S>,
): Promise<S> => {
  await apply(events);
  const once = await snapshot();
  for (const event of events) await apply([event]);
  expect(await snapshot()).toEqual(once);
  return once;
};

const sourceOf = (events: readonly ProjectedEvent[]): ProjectionSource => ({
  readFrom: (stream, revision) => Promise.resolve(events.filter((event) => event.stream === stream && event.revision >= revision)),
});

const openProjection = async <D extends ProjectedDocument>(projection: StreamProjection<D>, events: readonly ProjectedEvent[]) => {
  const store = memoryReadStore();
  const projector = await Projector.open(projection, store, sourceOf(events), await Parking.open(store, fixedClock()));
  const collection = await store.collection<D>(projection.collection);
  const wanted = events.filter((event) => projection.categories.includes(categoryOf(event.stream)));
  const snapshot = async (): Promise<ReadonlyMap<string, D>> =>
    new Map((await collection.find({ filter: { op: 'all' } })).map(({ id, doc }) => [id, doc] as const));
  return { projector, wanted, snapshot };
};

/**
 * Projects a history at once, again event by event, and on an empty store event by event: all three must agree and
 * nothing may be parked.
 * @returns the documents by id
 */
export const projectTwice = async <D extends ProjectedDocument>(
  projection: StreamProjection<D>,
  events: readonly ProjectedEvent[],
): Promise<ReadonlyMap<string, D>> => {
  const whole = await openProjection(projection, events);
  const documents = await replayTwice(whole.wanted, (part) => whole.projector.apply(part), whole.snapshot);
  const single = await openProjection(projection, events);
  for (const event of single.wanted) await single.projector.apply([event]);
  expect(await single.snapshot()).toEqual(documents);
  expect(whole.projector.stats.parked + single.projector.stats.parked).toBe(0);
  return documents;
};
