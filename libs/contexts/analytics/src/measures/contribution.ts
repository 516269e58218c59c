import type { Definition, End, Start } from '../domain/definitions';
import type { CorrectedTime } from '../domain/incident-fact';
import type { Timeline } from './timeline';

export type ExclusionReason = 'opened-inferred' | 'negative' | 'restored-before-detection' | 'impact-start-unknown' | 'never-acknowledged';

/** What of an incident is counted apart. */
export type Tag = `start:${'impact-started' | 'detected' | 'opened'}` | `end:${'restored' | 'resolved'}` | 'hit';

/** What one incident adds to one figure. `at` says to which bucket. */
export type Contribution =
  | { readonly part: 'measured'; readonly at: number; readonly ms: number | null; readonly tags: readonly Tag[]; readonly corrected: boolean }
  | { readonly part: 'excluded'; readonly at: number; readonly reason: ExclusionReason }
  /** Begun in the bucket and not ended yet. */
  | { readonly part: 'open'; readonly at: number }
  | { readonly part: 'entered' | 'left'; readonly at: number };

const startTimes: Readonly<Record<Start, readonly CorrectedTime[]>> = {
  'impact-start': ['impact-started', 'detected', 'opened'],
  'impact-started': ['impact-started'],
  detection: ['detected', 'opened'],
  opened: ['opened'],
  'first-resolve': ['resolved'],
  entry: ['opened'],
};

const endTimes: Readonly<Record<End, readonly CorrectedTime[]>> = {
  restored: ['restored', 'impact-resumed', 'resolved'],
  'first-resolve': ['resolved'],
  'latest-resolve': ['resolved'],
  acknowledged: ['acknowledged'],
  detection: ['detected', 'opened'],
  'latest-close': [],
  'first-reopen': [],
  exit: ['resolved'],
};

/** Does it rest on a corrected time? */
export const isCorrected = ({ from, to }: Definition, { corrected }: Timeline): boolean =>
  corrected.length > 0 && corrected.some((time) => startTimes[from].includes(time) || (to !== null && endTimes[to].includes(time)));

export const measured = (definition: Definition, timeline: Timeline, at: number, ms: number | null, tags: readonly Tag[] = []): Contribution => ({
  part: 'measured',
  at,
  ms,
  tags,
  corrected: isCorrected(definition, timeline),
});

export const excluded = (at: number, reason: ExclusionReason): Contribution => ({ part: 'excluded', at, reason });
