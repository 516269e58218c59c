import type { DomainEvent, Idempotency, NewEvent, Origin, Provenance } from './event';
import type { Instant } from './time';

/** What somebody asks for, in the imperative. Everything a decision needs is inside: time, ids, actor and what the edge looked up. */
export interface Command<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
  readonly meta: CommandMeta;
}

export interface Actor {
  /** Subject id, never a name. */
  readonly id: string;
  readonly roles: readonly string[];
  /** Group ids the actor belongs to, as the directory of the deciding context had them. */
  readonly groups: readonly string[];
}

export interface CommandMeta {
  readonly tenant: string;
  readonly actor: Actor;
  readonly onBehalfOf: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly origin: Origin;
  /** The edge's clock; also occurredAt of events that do not name their own. */
  readonly now: Instant;
  readonly idempotency: Idempotency | null;
}

/** Pure: no clock, no randomness, no IO. An empty answer means that there is nothing to record. @throws CodedError a refusal */
export type Decision<C extends Command, State, E extends DomainEvent> = (command: C, state: State) => readonly NewEvent<E>[];

/** How a stream's events become the state that its decisions read. */
export interface Aggregate<State, E extends DomainEvent> {
  readonly initialState: State;
  readonly evolve: (state: State, event: EvolvedEvent<E>) => State;
}

/** What evolve sees of an event. */
export type EvolvedEvent<E extends DomainEvent = DomainEvent> = E & {
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: string;
  readonly origin: Origin;
  readonly provenance: Provenance | null;
  readonly revision: number;
};
