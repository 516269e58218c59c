import type { Instant } from '@firebreak/event-sourcing';
import type { BucketSize } from './buckets';
import type { Definition } from './definitions';
import type { Dimension } from './dimensions';

export interface Exclusion {
  readonly reason: string;
  readonly n: number;
}

/** What every figure says beside its value. */
export interface FigureBase {
  /** Incidents, or for a count starts, that the value is made of. */
  readonly n: number;
  /** Begun in the bucket and not ended yet: without them recent buckets look fast. */
  readonly nOpen: number;
  /** Of n, those that rest on a corrected time. */
  readonly nCorrected: number;
  readonly exclusions: readonly Exclusion[];
}

/** Whole milliseconds; null where there is nothing to measure. */
export interface DurationFigure extends FigureBase {
  readonly sumMs: number;
  readonly meanMs: number | null;
  readonly minMs: number | null;
  readonly maxMs: number | null;
  readonly p50: number | null;
  readonly p75: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  /** n by what the start and the end were taken from; null for a group, and for definitions that have only one way. */
  readonly basis: { readonly start: Readonly<Record<string, number>>; readonly end: Readonly<Record<string, number>> } | null;
}

export interface CountFigure extends FigureBase {
  /** Exact Poisson limits of the mean that could have led to n. */
  readonly interval: { readonly level: 0.95; readonly lower: number; readonly upper: number };
}

export interface RatioFigure extends FigureBase {
  readonly hits: number;
  /** Null for an empty cohort, and while it is younger than the window. */
  readonly ratio: number | null;
  /** Of n, those whose bucket is not older than the window; they are in no ratio. */
  readonly nYoung: number;
}

export interface StockFigure extends FigureBase {
  /** At the end of the bucket, or now where that is to come; null for a bucket that has not begun. */
  readonly open: number | null;
  readonly inflow: number;
  readonly outflow: number;
}

export type FigureAnswer = DurationFigure | CountFigure | RatioFigure | StockFigure;

export interface GroupAnswer {
  /** Of the dimension; null for the incidents that have none. */
  readonly value: string | null;
  readonly figures: FigureAnswer;
}

export interface RowAnswer {
  readonly figures: FigureAnswer;
  /** The same values in every row; none where nothing was asked to be split. */
  readonly groups: readonly GroupAnswer[];
}

export interface BucketAnswer extends RowAnswer {
  readonly from: Instant;
  readonly to: Instant;
}

export interface Freshness {
  /** Events recorded and not yet in the facts. */
  readonly lagEvents: number;
  /** Age of the latest event in the facts while there are newer ones; 0 when there are none, null when unknown. */
  readonly lagMs: number | null;
  /** Facts have changed whose figures are being made. */
  readonly pending: boolean;
}

export interface MetricAnswer {
  readonly metric: string;
  readonly definition: Definition & { readonly name: string };
  readonly clock: Definition['clock'];
  readonly zone: string;
  readonly population: Definition['population'];
  readonly by: Dimension | null;
  readonly bucket: BucketSize;
  readonly from: Instant;
  readonly to: Instant;
  readonly exact: boolean;
  /** Of the percentiles; 0 where they are exact, null where there are none. */
  readonly relativeError: number | null;
  /** Of the whole range. */
  readonly exclusions: readonly Exclusion[];
  readonly nOpen: number;
  readonly nCorrected: number;
  /** The whole range, merged from its buckets. */
  readonly total: RowAnswer;
  readonly buckets: readonly BucketAnswer[];
}
