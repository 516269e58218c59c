import type { Aggregate, Command, CommandMeta, Decision } from './command';
import type { DomainEvent, EventToAppend, Position } from './event';
import type { EventCodec } from './event-codec';
import type { AppendResult, EventStore } from './event-store';
import { CodedError, hasCode } from './errors';
import { loadStream, type Envelope } from './load-stream';

export interface CommandHandling<State, E extends DomainEvent> {
  readonly store: EventStore;
  readonly codec: EventCodec<E>;
  readonly aggregate: Aggregate<State, E>;
  /** Who may not see a record is told that it does not exist. @throws CodedError `not-found` */
  readonly authorise?: (state: State, meta: CommandMeta) => void;
  /** Counts what operators watch. */
  readonly onConflict?: (stream: string) => void;
}

export interface HandleOptions {
  /** Revision the caller has seen; `exists` only asks that the stream is there; `new` that it is not. */
  readonly expected: number | 'exists' | 'new' | 'any';
}

export interface Handled {
  readonly stream: string;
  /** Revision of the stream after this command. */
  readonly revision: number;
  readonly position: Position | null;
  /** `quiet`: nothing to record; `replayed`: the same command had been recorded before. */
  readonly outcome: 'appended' | 'quiet' | 'replayed';
  readonly eventIds: readonly string[];
}

const maxConflictRetries = 3;
const maxUnknownRetries = 5;

/** The same bytes are sent until the store says what became of them: it accepts them once. */
const appendOnce = async (store: EventStore, stream: string, revision: number, prepared: readonly EventToAppend[]): Promise<AppendResult> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.append(stream, revision, prepared);
    } catch (error) {
      if (!hasCode(error, 'append-outcome-unknown') || attempt > maxUnknownRetries) throw error;
    }
  }
};

const answered = (command: Command, envelope: Envelope): Handled | null => {
  const asked = command.meta.idempotency;
  const known = asked && envelope.keys.get(asked.keyHash);
  if (!asked || !known) return null;
  if (known.bodyHash !== asked.bodyHash || known.actor !== asked.actor) throw new CodedError('idempotency-mismatch');
  return { stream: envelope.stream, revision: known.revision, position: null, outcome: 'replayed', eventIds: [] };
};

const checkExpected = (envelope: Envelope, expected: HandleOptions['expected']): void => {
  const exists = envelope.revision >= 0;
  if (expected === 'any') return;
  if (expected === 'new') {
    if (exists) throw new CodedError('stream-exists', { stream: envelope.stream });
    return;
  }
  if (!exists) throw new CodedError('not-found');
  if (expected !== 'exists' && expected !== envelope.revision) {
    throw new CodedError('revision-mismatch', { expected, current: envelope.revision });
  }
};

/**
 * Load, fold, decide, append at the revision that was read. A conflict is decided again on the new state, at most
 * three times; an unknown outcome is resolved by sending the same bytes again.
 * @throws CodedError a refusal of the decision, `not-found`, `stream-exists`, `revision-mismatch`, `idempotency-mismatch`,
 * `concurrent-change`, `store-unavailable`, `event-too-large`
 */
export const handleCommand = async <C extends Command, State, E extends DomainEvent>(
  handling: CommandHandling<State, E>,
  stream: string,
  decide: Decision<C, State, E>,
  command: C,
  options: HandleOptions,
): Promise<Handled> => {
  const handle = (): Promise<Handled> => handled(handling, stream, decide, command, options);
  return handling.store.around ? handling.store.around({ stream, type: command.type, correlationId: command.meta.correlationId }, handle) : handle();
};

const handled = async <C extends Command, State, E extends DomainEvent>(
  handling: CommandHandling<State, E>,
  stream: string,
  decide: Decision<C, State, E>,
  command: C,
  options: HandleOptions,
): Promise<Handled> => {
  for (let attempt = 0; ; attempt += 1) {
    const { state, envelope } = await loadStream(handling.store, handling.aggregate, handling.codec, stream);
    handling.authorise?.(state, command.meta);
    const twin = answered(command, envelope);
    if (twin) return twin;
    checkExpected(envelope, options.expected);
    const events = decide(command, state);
    if (events.length === 0) return { stream, revision: envelope.revision, position: null, outcome: 'quiet', eventIds: [] };
    const prepared = handling.codec.prepare(envelope, command.meta, events);
    try {
      const { revision, position } = await appendOnce(handling.store, stream, envelope.revision, prepared);
      return { stream, revision, position, outcome: 'appended', eventIds: prepared.map((each) => each.id) };
    } catch (error) {
      if (!hasCode(error, 'revision-conflict')) throw error;
      handling.onConflict?.(stream);
      if (attempt >= maxConflictRetries) throw new CodedError('concurrent-change', { stream });
    }
  }
};
