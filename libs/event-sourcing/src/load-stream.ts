import type { Aggregate } from './command';
import type { DomainEvent, Idempotency, RecordedEvent, StoredEvent } from './event';
import { evolved, type EventCodec } from './event-codec';
import type { EventStore } from './event-store';
import type { Instant } from './time';

/** What the kernel itself folds of a stream, beside the domain's state. */
export interface Envelope {
  readonly stream: string;
  /** -1 before the first event. */
  readonly revision: number;
  readonly lastHash: string | null;
  readonly lastRecordedAt: Instant | null;
  /** Every Idempotency-Key the stream has seen, with the revision of its last event. */
  readonly keys: ReadonlyMap<string, KnownKey>;
}

export interface KnownKey extends Idempotency {
  readonly revision: number;
}

export interface LoadedStream<State, E extends DomainEvent> {
  readonly state: State;
  readonly envelope: Envelope;
  readonly events: readonly RecordedEvent<E>[];
}

/** How far to look: up to a revision, or to what was recorded by an instant. */
export type AsOf = { readonly revision: number } | { readonly recordedAt: Instant };

const within = (event: RecordedEvent, asOf: AsOf | undefined): boolean => {
  if (asOf === undefined) return true;
  return 'revision' in asOf ? event.revision <= asOf.revision : event.metadata.recordedAt <= asOf.recordedAt;
};

export const foldStream = <State, E extends DomainEvent>(
  aggregate: Aggregate<State, E>,
  codec: EventCodec<E>,
  stream: string,
  stored: readonly StoredEvent[],
  asOf?: AsOf,
): LoadedStream<State, E> => {
  let state = aggregate.initialState;
  const keys = new Map<string, KnownKey>();
  const events: RecordedEvent<E>[] = [];
  for (const each of stored) {
    const recorded = codec.decode(each);
    if (!within(recorded, asOf)) break;
    state = aggregate.evolve(state, evolved(recorded));
    const idem = recorded.metadata.idem;
    if (idem) keys.set(idem.keyHash, { ...idem, revision: recorded.revision });
    events.push(recorded);
  }
  const last = events.at(-1);
  return {
    state,
    events,
    envelope: { stream, revision: last?.revision ?? -1, lastHash: last?.hash ?? null, lastRecordedAt: last?.metadata.recordedAt ?? null, keys },
  };
};

/** Reads and folds a stream; with `asOf`, as it stood then. */
export const loadStream = async <State, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<State, E>,
  codec: EventCodec<E>,
  stream: string,
  asOf?: AsOf,
): Promise<LoadedStream<State, E>> => foldStream(aggregate, codec, stream, await store.readStream(stream), asOf);
