import type { Bucket } from '../domain/buckets';
import type { Definition } from '../domain/definitions';
import type { CountFigure, DurationFigure, Exclusion, FigureBase, RatioFigure, StockFigure } from '../domain/metric-answer';
import { exactQuantile, sketchQuantiles } from '../rollups/sketch';
import { Tally, type Counts } from '../rollups/tally';
import { poissonInterval } from './garwood';

const quantiles = [0.5, 0.75, 0.9, 0.95] as const;
const nothing = new Tally();

const without = (key: string, prefix: string): string => key.slice(prefix.length);

const none: readonly Exclusion[] = [];

const base = (n: number, counts: Counts): FigureBase => {
  let exclusions = none;
  for (const key in counts) if (key.startsWith('excluded:')) exclusions = [...exclusions, { reason: without(key, 'excluded:'), n: counts[key]! }];
  return { n, nOpen: counts['open'] ?? 0, nCorrected: counts['corrected'] ?? 0, exclusions };
};

const basisOf = (counts: Counts): NonNullable<DurationFigure['basis']> => {
  const basis = { start: {} as Record<string, number>, end: {} as Record<string, number> };
  for (const key in counts) {
    if (key.startsWith('start:')) basis.start[without(key, 'start:')] = counts[key]!;
    else if (key.startsWith('end:')) basis.end[without(key, 'end:')] = counts[key]!;
  }
  return basis;
};

const percentiles = (tally: Tally, sketch: string): readonly (number | null)[] => {
  if (tally.n === 0) return quantiles.map(() => null);
  if (tally.times === null) return sketchQuantiles(sketch, tally.n, tally.minMs!, tally.maxMs!, quantiles);
  const sorted = Float64Array.from(tally.times).sort();
  return quantiles.map((q) => exactQuantile(sorted, q));
};

/** @param withBasis says what start and end were taken from, for definitions that take them from several */
export const durationFigure = (definition: Definition, tally: Tally = nothing, withBasis = true): DurationFigure => {
  const [n, sumMs, minMs, maxMs, sketch, counts] = tally.figure();
  const [p50, p75, p90, p95] = percentiles(tally, sketch) as [number, number, number, number];
  return {
    ...base(n, counts),
    sumMs,
    meanMs: n === 0 ? null : Math.floor(sumMs / n + 0.5),
    minMs,
    maxMs,
    p50,
    p75,
    p90,
    p95,
    basis: withBasis && definition.cycles === 'impaired' ? basisOf(counts) : null,
  };
};

export const countFigure = (tally: Tally = nothing): CountFigure => {
  const [n, , , , , counts] = tally.figure();
  return { ...base(n, counts), interval: { level: 0.95, ...poissonInterval(n) } };
};

/** Old enough for every reopening within the window to have happened. */
export const isMature = ({ windowMs }: Definition, { end }: Bucket, now: number): boolean => windowMs === null || end + windowMs <= now;

export const ratioFigure = (mature: Tally = nothing, young: Tally = nothing): RatioFigure => {
  const hits = mature.figure()[5]['hit'] ?? 0;
  const all = new Tally();
  all.merge(mature.figure());
  all.merge(young.figure());
  return { ...base(all.n, all.figure()[5]), hits, ratio: mature.n === 0 ? null : hits / mature.n, nYoung: young.n };
};

export const flowOf = (tally: Tally = nothing): { readonly inflow: number; readonly outflow: number } => {
  const counts = tally.figure()[5];
  return { inflow: counts['entered'] ?? 0, outflow: counts['left'] ?? 0 };
};

export const stockFigure = (open: number | null, inflow: number, outflow: number): StockFigure => ({ ...base(open ?? 0, {}), open, inflow, outflow });
