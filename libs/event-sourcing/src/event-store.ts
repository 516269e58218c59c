import type { EventToAppend, Position, StoredEvent } from './event';

/** The revision the stream must have; -1 where it must not exist. */
export type ExpectedRevision = number;
export const noStream: ExpectedRevision = -1;

export interface AppendResult {
  /** Revision of the last event of this append. */
  readonly revision: number;
  readonly position: Position;
}

/** Calls `handle` once and answers what it answers. */
export type AroundCommand = <T extends { readonly outcome: string }>(command: { readonly stream: string; readonly type: string; readonly correlationId: string }, handle: () => Promise<T>) => Promise<T>;

export interface ReadAllOptions {
  /** Exclusive; null reads from the beginning. */
  readonly after: Position | null;
  readonly limit: number;
  /** Stream categories; all where absent. */
  readonly categories?: readonly string[];
}

export interface ReadOn {
  readonly page: readonly StoredEvent[];
  /** How far the store has been read with it. */
  readonly position: Position | null;
}

/**
 * The source of truth. Appends to one stream are atomic; positions have no gaps that a reader could
 * pass before they are filled; an acknowledged append survives a crash.
 */
export interface EventStore {
  /** Identity of this store, made with it: a relay pointed at another store must notice. */
  readonly storeId: string;
  /**
   * Appends at the expected revision. Sending the same events again at the same revision answers as the first time.
   * @throws CodedError `revision-conflict` {stream, expected, actual}, `append-outcome-unknown` (send the same bytes again),
   * `store-unavailable` (nothing was written), `empty-append`, `event-too-large`
   */
  append(stream: string, expected: ExpectedRevision, events: readonly EventToAppend[]): Promise<AppendResult>;
  /** Events in order of revision, from `from` (default 0) to `to` inclusive (default the end). Empty where there is no stream. */
  readStream(stream: string, range?: { readonly from?: number; readonly to?: number }): Promise<readonly StoredEvent[]>;
  /** A page of the whole store in order of position. */
  readAll(options: ReadAllOptions): Promise<readonly StoredEvent[]>;
  /** Resolves when something after `after` may be there, or the signal aborts. Never misses, may wake for nothing. */
  waitForMore(after: Position | null, signal: AbortSignal): Promise<void>;
  /**
   * What whoever follows the log for `waitForMore` has seen behind `after`, without asking the engine; null where that cannot be
   * told. It may be behind what was appended: of use to those alone who wait for more anyway.
   */
  readonly seen?: (options: ReadAllOptions) => ReadOn | null;
  /** Position of the last event; null when empty. */
  head(): Promise<Position | null>;
  /** Runs the handling of a command on this store; for those who watch, no engine has it. */
  readonly around?: AroundCommand;
}
