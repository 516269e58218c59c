import {
  errorCode,
  plusMillis,
  type Aggregate,
  type Command,
  type Decision,
  type DomainEvent,
  type ErrorDetails,
  type EvolvedEvent,
  type Instant,
  type NewEvent,
  type Origin,
} from '@firebreak/event-sourcing';
import { storyStart } from './clocks';

/** An event of the history; what it does not say of itself is filled in: a time a minute after the one before, an actor. */
export type GivenEvent<E extends DomainEvent> = E & {
  readonly occurredAt?: Instant;
  readonly recordedAt?: Instant;
  readonly actor?: string;
  readonly origin?: Origin;
};

export interface Outcome<E extends DomainEvent> {
  /** Exactly these events: type and data, and each further field that the expected event names. */
  then(...events: readonly GivenEvent<E>[]): void;
  /** Refused with this code and, where given, at least these details. */
  thenRefused(code: string, details?: ErrorDetails): void;
  thenNothing(): void;
}

export interface History<State, E extends DomainEvent> {
  readonly state: State;
  when<C extends Command>(decision: Decision<C, State, E>, command: C): Outcome<E>;
}

export interface StoryOptions {
  readonly start?: Instant;
  readonly stepMillis?: number;
  readonly actor?: string;
}

export type Given<State, E extends DomainEvent> = (...events: readonly GivenEvent<E>[]) => History<State, E>;

const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
};

const fold = <State, E extends DomainEvent>(aggregate: Aggregate<State, E>, events: readonly GivenEvent<E>[], options: StoryOptions): State => {
  const { start = storyStart, stepMillis = 60_000, actor = 'someone' } = options;
  let state = deepFreeze(aggregate.initialState);
  events.forEach((event, revision) => {
    const at = plusMillis(start, revision * stepMillis);
    const occurredAt = event.occurredAt ?? at;
    const evolved = { actor, origin: 'live', ...event, occurredAt, recordedAt: event.recordedAt ?? occurredAt, revision };
    state = deepFreeze(aggregate.evolve(state, deepFreeze(evolved) as unknown as EvolvedEvent<E>));
  });
  return state;
};

type Decided<E extends DomainEvent> = { readonly events: readonly NewEvent<E>[] } | { readonly error: unknown };

const outcome = <E extends DomainEvent>(decided: Decided<E>): Outcome<E> => {
  const produced = (): readonly NewEvent<E>[] => {
    if ('error' in decided) throw decided.error;
    return decided.events;
  };
  return {
    then: (...expected) => {
      const seen = produced().map((event, index) => {
        const named = Object.keys(expected[index] ?? { type: '', data: {} });
        return Object.fromEntries(named.map((key) => [key, event[key as keyof NewEvent<E>]]));
      });
      expect(seen).toEqual(expected.map((event) => ({ ...event })));
    },
    thenRefused: (code, details) => {
      if (!('error' in decided)) throw new Error(`expected ${code}, got ${JSON.stringify(decided.events)}`);
      if (errorCode(decided.error) === undefined) throw decided.error;
      expect(errorCode(decided.error)).toBe(code);
      if (details) expect(decided.error).toMatchObject({ details });
    },
    thenNothing: () => expect(produced()).toEqual([]),
  };
};

/**
 * `const given = specFor(incidentAggregate)`, then
 * `given(logged()).when(resolveIncident, resolve()).then(resolved())`. State and command are frozen: a decision or an
 * evolve that changes them throws.
 */
export const specFor = <State, E extends DomainEvent>(aggregate: Aggregate<State, E>, options: StoryOptions = {}): Given<State, E> =>
  (...events) => {
    const state = fold(aggregate, events, options);
    return {
      state,
      when: (decision, command) => {
        try {
          return outcome<E>({ events: decision(deepFreeze(command), state) });
        } catch (error) {
          return outcome<E>({ error });
        }
      },
    };
  };
