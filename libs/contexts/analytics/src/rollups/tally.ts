import type { Contribution } from '../measures/contribution';
import { binOf, mergeBins, type Bins } from './sketch';

/** What was counted beside n: `open`, `corrected`, `entered`, `left`, `hit`, `excluded:negative`, `start:detected`, ... */
export type Counts = Readonly<Record<string, number>>;

/** A stored figure: n, sumMs, minMs, maxMs, bins, counts. */
export type Figure = readonly [n: number, sumMs: number, minMs: number | null, maxMs: number | null, bins: Bins, counts: Counts];

/** Adds up contributions and figures. */
export class Tally {
  n = 0;
  sumMs = 0;
  minMs: number | null = null;
  maxMs: number | null = null;
  private readonly counts: Record<string, number> = {};
  private readonly sketches: Bins[] = [];
  private readonly loose: number[] = [];
  /** The measured times themselves, where they are kept. */
  readonly times: number[] | null;

  constructor(options: { readonly keepTimes?: boolean } = {}) {
    this.times = options.keepTimes === true ? [] : null;
  }

  add(contribution: Contribution): void {
    switch (contribution.part) {
      case 'excluded':
        return this.count(`excluded:${contribution.reason}`);
      case 'measured':
        this.n += 1;
        for (const tag of contribution.tags) this.count(tag);
        if (contribution.corrected) this.count('corrected');
        if (contribution.ms !== null) this.measure(contribution.ms);
        return;
      default:
        return this.count(contribution.part);
    }
  }

  merge([n, sumMs, minMs, maxMs, bins, counts]: Figure): void {
    this.n += n;
    this.sumMs += sumMs;
    this.widen(minMs, maxMs);
    if (bins.length > 0) this.sketches.push(bins);
    for (const key in counts) this.count(key, counts[key]);
  }

  figure(): Figure {
    return [this.n, this.sumMs, this.minMs, this.maxMs, mergeBins(this.sketches, this.loose), this.counts];
  }

  private count(key: string, by = 1): void {
    this.counts[key] = (this.counts[key] ?? 0) + by;
  }

  private measure(ms: number): void {
    this.sumMs += ms;
    this.widen(ms, ms);
    this.loose.push(binOf(ms));
    this.times?.push(ms);
  }

  private widen(minMs: number | null, maxMs: number | null): void {
    if (minMs !== null && (this.minMs === null || minMs < this.minMs)) this.minMs = minMs;
    if (maxMs !== null && (this.maxMs === null || maxMs > this.maxMs)) this.maxMs = maxMs;
  }
}
