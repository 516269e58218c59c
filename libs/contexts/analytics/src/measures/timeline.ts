import { toMillis, type Instant } from '@firebreak/event-sourcing';
import type { CorrectedTime, IncidentFact } from '../domain/incident-fact';
import type { Interval } from './intervals';

/** From start to end; a null end is not reached. Times may stand in the wrong order. */
export interface Span {
  readonly start: number;
  readonly end: number | null;
}

export type StartBasis = 'impact-started' | 'detected' | 'opened';

export interface ImpairedSpan extends Span {
  readonly endBasis: 'restored' | 'resolved';
}

/** The times of a fact in milliseconds, put together once for all definitions. */
export interface Timeline {
  /** Neither cancelled, merged nor a child. */
  readonly root: boolean;
  readonly opened: number;
  readonly openedInferred: boolean;
  readonly impactStarted: number | null;
  /** detectedAt ?? openedAt */
  readonly detection: number;
  readonly detectionInferred: boolean;
  /** impactStartedAt ?? min(detectedAt, openedAt) */
  readonly impactStart: number;
  readonly startBasis: StartBasis;
  readonly acknowledged: number | null;
  readonly closed: number | null;
  readonly cancelled: number | null;
  readonly cycles: readonly Span[];
  readonly impaired: readonly ImpairedSpan[];
  readonly holds: readonly Interval[];
  readonly corrected: readonly CorrectedTime[];
  /** When the earliest incident that continues this one was opened. */
  readonly continuedAt: number | null;
}

const millis = (instant: Instant | null): number | null => (instant === null ? null : toMillis(instant));

const startOf = (impactStarted: number | null, detected: number | null, opened: number): { start: number; basis: StartBasis } => {
  if (impactStarted !== null) return { start: impactStarted, basis: 'impact-started' };
  return detected !== null && detected <= opened ? { start: detected, basis: 'detected' } : { start: opened, basis: 'opened' };
};

const impairedOf = (fact: IncidentFact, cycles: readonly Span[], impactStart: number): readonly ImpairedSpan[] =>
  fact.impairments.map(({ cycle, started, restored }) => ({
    start: millis(started) ?? impactStart,
    end: restored === null ? (cycles[cycle]?.end ?? null) : toMillis(restored),
    endBasis: restored === null ? 'resolved' : 'restored',
  }));

export const timelineOf = (fact: IncidentFact, continuedAt: number | null = null): Timeline => {
  const opened = toMillis(fact.opened);
  const detected = millis(fact.detected);
  const impactStarted = millis(fact.impactStarted);
  const { start, basis } = startOf(impactStarted, detected, opened);
  const cycles = fact.cycles.map(({ started, resolved }) => ({ start: toMillis(started), end: millis(resolved) }));
  return {
    root: fact.cancelled === null,
    opened,
    openedInferred: fact.openedInferred,
    impactStarted,
    detection: detected ?? opened,
    detectionInferred: detected === null && fact.openedInferred,
    impactStart: start,
    startBasis: basis,
    acknowledged: millis(fact.acknowledged),
    closed: millis(fact.closed),
    cancelled: millis(fact.cancelled),
    cycles,
    impaired: impairedOf(fact, cycles, start),
    holds: fact.holds.map(({ from, to }) => ({ start: toMillis(from), end: millis(to) ?? Infinity })),
    corrected: fact.corrected,
    continuedAt,
  };
};
