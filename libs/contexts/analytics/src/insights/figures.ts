import type { Bucket } from '../domain/buckets';
import type { Definition } from '../domain/definitions';
import type { CountFigure, DurationFigure, FigureBase, RatioFigure, StockFigure } from '../domain/metric-answer';
import { exactQuantile, sketchQuantiles } from '../rollups/sketch';
import { Tally, type Counts } from '../rollups/tally';
import { poissonInterval } from './garwood';

const quantiles = [0.5, 0.75, 0.9, 0.95] as const;
const nothing = new Tally();

const startingWith = (counts: Counts, prefix: string): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).flatMap(([key, n]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), n] as const] : [])));

const base = (n: number, counts: Counts): FigureBase => ({
  n,
  nOpen: counts['open'] ?? 0,
  nCorrected: counts['corrected'] ?? 0,
  exclusions: Object.entries(startingWith(counts, 'excluded:')).map(([reason, excluded]) => ({ reason, n: excluded })),
});

const percentiles = (tally: Tally, bins: readonly number[]): readonly (number | null)[] => {
  if (tally.n === 0) return quantiles.map(() => null);
  if (tally.times === null) return sketchQuantiles(bins, tally.n, tally.minMs!, tally.maxMs!, quantiles);
  const sorted = Float64Array.from(tally.times).sort();
  return quantiles.map((q) => exactQuantile(sorted, q));
};

export const durationFigure = (definition: Definition, tally: Tally = nothing): DurationFigure => {
  const [n, sumMs, minMs, maxMs, bins, counts] = tally.figure();
  const [p50, p75, p90, p95] = percentiles(tally, bins) as [number, number, number, number];
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
    basis: definition.cycles === 'impaired' ? { start: startingWith(counts, 'start:'), end: startingWith(counts, 'end:') } : null,
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
