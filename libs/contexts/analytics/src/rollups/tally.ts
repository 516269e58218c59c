import type { Contribution } from '../measures/contribution';
import { binOf, mergeSketches, type Sketch } from './sketch';

/** What was counted beside n: `open`, `corrected`, `entered`, `left`, `hit`, `excluded:negative`, `start:detected`, ... */
export type Counts = Readonly<Record<string, number>>;

/** n, sumMs, minMs, maxMs, sketch, counts. */
export type Figure = readonly [n: number, sumMs: number, minMs: number | null, maxMs: number | null, sketch: Sketch, counts: Counts];

/** What one contribution counts as, apart from its time. */
export interface Code {
  readonly measured: boolean;
  readonly counts: readonly string[];
}

/** As text, so that documents need no table of numbers that could change its meaning. */
export const codeOf = (contribution: Contribution): string => {
  if (contribution.part === 'excluded') return `excluded:${contribution.reason}`;
  if (contribution.part !== 'measured') return contribution.part;
  return ['measured', ...contribution.tags, ...(contribution.corrected ? ['corrected'] : [])].join();
};

export const readCode = (text: string): Code => {
  const [first, ...rest] = text.split(',');
  return first === 'measured' ? { measured: true, counts: rest } : { measured: false, counts: [text] };
};

/** Adds up contributions and figures. */
export class Tally {
  n = 0;
  sumMs = 0;
  minMs: number | null = null;
  maxMs: number | null = null;
  private readonly counts: Record<string, number> = {};
  private readonly sketches: Sketch[] = [];
  private readonly loose: number[] = [];
  private made: Figure | null = null;
  /** The measured times themselves, where they are kept. */
  readonly times: number[] | null;

  constructor(options: { readonly keepTimes?: boolean } = {}) {
    this.times = options.keepTimes === true ? [] : null;
  }

  /** @param bin of the time, where several tallies take it: finding it is the dearest part */
  add({ measured, counts }: Code, ms: number | null, bin = ms === null ? 0 : binOf(ms)): void {
    this.made = null;
    if (measured) this.n += 1;
    for (const key of counts) this.count(key, 1);
    if (ms === null) return;
    this.sumMs += ms;
    this.widen(ms, ms);
    this.loose.push(bin);
    this.times?.push(ms);
  }

  merge([n, sumMs, minMs, maxMs, sketch, counts]: Figure): void {
    this.made = null;
    this.n += n;
    this.sumMs += sumMs;
    this.widen(minMs, maxMs);
    if (sketch !== '') this.sketches.push(sketch);
    for (const key in counts) this.count(key, counts[key]!);
  }

  figure(): Figure {
    return (this.made ??= [this.n, this.sumMs, this.minMs, this.maxMs, mergeSketches(this.sketches, this.loose), { ...this.counts }]);
  }

  private count(key: string, by: number): void {
    this.counts[key] = (this.counts[key] ?? 0) + by;
  }

  private widen(minMs: number | null, maxMs: number | null): void {
    if (minMs !== null && (this.minMs === null || minMs < this.minMs)) this.minMs = minMs;
    if (maxMs !== null && (this.maxMs === null || maxMs > this.maxMs)) this.maxMs = maxMs;
  }
}
