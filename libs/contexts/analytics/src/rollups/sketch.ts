import { DDSketch } from '@datadog/sketches-js';

/** What answers state: every quantile of a sketch is within this share of the exact one, to the whole millisecond. */
export const relativeError = 0.01;

// Half of it is spent on the bins, so that rounding to whole milliseconds stays inside as well.
const { mapping } = new DDSketch({ relativeAccuracy: relativeError / 2 });

/** Below this every millisecond is a bin of its own. */
const exactBelow = 128;
const base = mapping.key(exactBelow) - exactBelow;
const binCount = 4096;

/**
 * Counts by bin as text: gaps between ascending bins in base 36, a count behind a star where it is not one: `1a 3 2*4`.
 * Merging adds counts, so order and grouping never matter.
 */
export type Sketch = string;

/** @param ms integer from 0 */
export const binOf = (ms: number): number => (ms < exactBelow ? ms : Math.min(mapping.key(ms) - base, binCount - 1));

const valueOf = (bin: number): number => (bin < exactBelow ? bin : mapping.value(bin + base));

const [space, star] = [32, 42];

// Sketches are read and merged in these, one after the other, so that answers leave no garbage for each of their cells.
const read = { bins: new Int32Array(binCount), counts: new Float64Array(binCount), length: 0 };
const merging = new Float64Array(binCount);

const readSketch = (sketch: Sketch): void => {
  let length = 0;
  let bin = 0;
  let number = 0;
  let gap = -1;
  const end = sketch.length;
  for (let at = 0; at <= end && end > 0; at += 1) {
    const char = at < end ? sketch.charCodeAt(at) : space;
    if (char === star) {
      gap = number;
      number = 0;
    } else if (char === space) {
      bin += gap < 0 ? number : gap;
      read.bins[length] = bin;
      read.counts[length] = gap < 0 ? 1 : number;
      length += 1;
      number = 0;
      gap = -1;
    } else number = number * 36 + (char < 58 ? char - 48 : char - 87);
  }
  read.length = length;
};

/** One sketch of many, and of single values by their bins. */
export const mergeSketches = (sketches: readonly Sketch[], loose: readonly number[] = []): Sketch => {
  if (loose.length === 0 && sketches.length <= 1) return sketches[0] ?? '';
  let low = binCount;
  let high = -1;
  const add = (bin: number, count: number): void => {
    merging[bin]! += count;
    if (bin < low) low = bin;
    if (bin > high) high = bin;
  };
  for (const sketch of sketches) {
    readSketch(sketch);
    for (let at = 0; at < read.length; at += 1) add(read.bins[at]!, read.counts[at]!);
  }
  for (const bin of loose) add(bin, 1);
  const parts: string[] = [];
  for (let bin = low, last = 0; bin <= high; bin += 1) {
    const count = merging[bin]!;
    if (count === 0) continue;
    merging[bin] = 0;
    parts.push(count === 1 ? (bin - last).toString(36) : `${(bin - last).toString(36)}*${count.toString(36)}`);
    last = bin;
  }
  return parts.join(' ');
};

/** Bins with their counts, ascending. */
export const binsOf = (sketch: Sketch): readonly (readonly [bin: number, count: number])[] => {
  readSketch(sketch);
  return Array.from({ length: read.length }, (_, at) => [read.bins[at]!, read.counts[at]!] as const);
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
export const sketchQuantiles = (sketch: Sketch, n: number, minMs: number, maxMs: number, qs: readonly number[]): readonly number[] => {
  readSketch(sketch);
  let at = 0;
  let seen = read.counts[0]!;
  const valueAt = (index: number): number => {
    while (seen <= index && at + 1 < read.length) seen += read.counts[(at += 1)]!;
    return Math.min(maxMs, Math.max(minMs, valueOf(read.bins[at]!)));
  };
  return qs.map((q) => {
    const { index, part } = placeOf(n, q);
    const low = valueAt(index);
    if (part === 0) return halfUp(low);
    const [heldAt, heldSeen] = [at, seen];
    const high = valueAt(index + 1);
    at = heldAt;
    seen = heldSeen;
    return halfUp(low + part * (high - low));
  });
};
