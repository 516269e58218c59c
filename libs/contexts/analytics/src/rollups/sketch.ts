import { DDSketch } from '@datadog/sketches-js';

/** What answers state: every quantile of a sketch is within this share of the exact one, to the whole millisecond. */
export const relativeError = 0.01;

// Half of it is spent on the bins, so that rounding to whole milliseconds stays inside as well.
const { mapping } = new DDSketch({ relativeAccuracy: relativeError / 2 });

/** Below this every millisecond is a bin of its own. */
const exactBelow = 128;
const base = mapping.key(exactBelow) - exactBelow;
const binCount = 4096;

/** Counts in ascending order of bins: bin, count, bin, count. Merging adds counts, so order and grouping never matter. */
export type Bins = readonly number[];

/** @param ms integer from 0 */
export const binOf = (ms: number): number => (ms < exactBelow ? ms : Math.min(mapping.key(ms) - base, binCount - 1));

const valueOf = (bin: number): number => (bin < exactBelow ? bin : mapping.value(bin + base));

const scratch = new Float64Array(binCount);

/** One sketch of many, and of single values by their bins. */
export const mergeBins = (sketches: readonly Bins[], loose: readonly number[] = []): Bins => {
  const [only] = sketches;
  if (loose.length === 0 && sketches.length <= 1) return only ?? [];
  let low = binCount;
  let high = -1;
  const add = (bin: number, count: number): void => {
    scratch[bin]! += count;
    if (bin < low) low = bin;
    if (bin > high) high = bin;
  };
  for (const bins of sketches) for (let at = 0; at < bins.length; at += 2) add(bins[at]!, bins[at + 1]!);
  for (const bin of loose) add(bin, 1);
  const merged: number[] = [];
  for (let bin = low; bin <= high; bin += 1) {
    const count = scratch[bin]!;
    if (count > 0) merged.push(bin, count);
    scratch[bin] = 0;
  }
  return merged;
};

/** Gaps between bins in base 36, a count behind a star where it is not one: `1a 3 2*4`. */
export const encodeBins = (bins: Bins): string => {
  const parts: string[] = [];
  for (let at = 0, last = 0; at < bins.length; at += 2) {
    const gap = (bins[at]! - last).toString(36);
    parts.push(bins[at + 1] === 1 ? gap : `${gap}*${bins[at + 1]!.toString(36)}`);
    last = bins[at]!;
  }
  return parts.join(' ');
};

const [space, star] = [32, 42];

export const decodeBins = (text: string): Bins => {
  const bins: number[] = [];
  if (text === '') return bins;
  let bin = 0;
  let number = 0;
  let gap = -1;
  for (let at = 0; at <= text.length; at += 1) {
    const char = at < text.length ? text.charCodeAt(at) : space;
    if (char === star) {
      gap = number;
      number = 0;
    } else if (char === space) {
      bin += gap < 0 ? number : gap;
      bins.push(bin, gap < 0 ? 1 : number);
      number = 0;
      gap = -1;
    } else number = number * 36 + (char < 58 ? char - 48 : char - 87);
  }
  return bins;
};

/** Two neighbours and how far between them the quantile lies: type 7. */
const placeOf = (n: number, q: number): { readonly index: number; readonly part: number } => {
  const place = (n - 1) * q;
  const index = Math.floor(place);
  return { index, part: place - index };
};

const halfUp = (value: number): number => Math.floor(value + 0.5);

/** By linear interpolation, whole milliseconds. @param sorted ascending, not empty */
export const exactQuantile = (sorted: ArrayLike<number>, q: number): number => {
  const { index, part } = placeOf(sorted.length, q);
  const low = sorted[index]!;
  return halfUp(low + part * ((sorted[index + 1] ?? low) - low));
};

/** Several quantiles in one walk over the bins; within `relativeError` of the exact ones. @param qs ascending */
export const sketchQuantiles = (bins: Bins, n: number, minMs: number, maxMs: number, qs: readonly number[]): readonly number[] => {
  let at = 0;
  let seen = bins[1] ?? 0;
  const valueAt = (index: number): number => {
    while (seen <= index && at + 2 < bins.length) {
      at += 2;
      seen += bins[at + 1]!;
    }
    return Math.min(maxMs, Math.max(minMs, valueOf(bins[at]!)));
  };
  return qs.map((q) => {
    const { index, part } = placeOf(n, q);
    const low = valueAt(index);
    if (part === 0) return halfUp(low);
    const held: readonly [number, number] = [at, seen];
    const high = valueAt(index + 1);
    [at, seen] = held;
    return halfUp(low + part * (high - low));
  });
};
