import { CodedError } from '@firebreak/event-sourcing';
import type { Random } from './random';

/** How likely each kind of harm is in one schedule; drawn from the seed, so that some schedules are quiet and some are not. */
export interface Faults {
  /** Per step. */
  readonly crash: number;
  /** Of a crash: what was under way goes on much later. */
  readonly zombie: number;
  /** Per write: it does not happen and the caller is told so. */
  readonly refused: number;
  /** Per write: it happens and the caller is told that it may not have. */
  readonly lost: number;
  /** Per batch of a consumer. */
  readonly rewind: number;
  readonly repeat: number;
  readonly hole: number;
  /** Per step: lanes change hands. */
  readonly rebalance: number;
  /** Per commit of the read models' shared transaction: all of it is lost. */
  readonly lostCommit: number;
}

export const noFaults: Faults = { crash: 0, zombie: 0, refused: 0, lost: 0, rewind: 0, repeat: 0, hole: 0, rebalance: 0, lostCommit: 0 };

/** One process: it crashes as a whole and leaves nothing behind that could go on. */
export const embeddedFaults = (random: Random): Faults => ({
  ...noFaults,
  crash: random.pick([0, 0.005, 0.02]),
  refused: random.pick([0, 0.02]),
  lost: random.pick([0, 0.05]),
  rewind: random.pick([0, 0.1]),
  lostCommit: random.pick([0, 0.1, 0.3]),
});

/** Many processes that crash alone. */
export const distributedFaults = (random: Random): Faults => ({
  ...noFaults,
  crash: random.pick([0, 0.01, 0.04]),
  zombie: random.pick([0, 0.5, 1]),
  refused: random.pick([0, 0.02]),
  lost: random.pick([0, 0.03, 0.15]),
  rewind: random.pick([0, 0.1, 0.3]),
  repeat: random.pick([0, 0.2]),
  hole: random.pick([0, 0.1]),
  rebalance: random.pick([0, 0.02]),
});

export const unavailable = { store: 'store-unavailable', bus: 'bus-unavailable', 'read-store': 'read-store-unavailable' } as const;
/** What a caller sees whose write happened without an answer. */
const unanswered = { ...unavailable, store: 'append-outcome-unknown' } as const;

export type Port = keyof typeof unavailable;

export const refusal = (port: Port): CodedError => new CodedError(unavailable[port]);
export const lostAnswer = (port: Port): CodedError => new CodedError(unanswered[port]);
