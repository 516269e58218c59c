import type { Bucket } from '../domain/buckets';
import { Tally } from '../rollups/tally';

/** A tally for each bucket, undivided and by value of the dimension. */
export class Cells {
  private readonly wholes: (Tally | undefined)[] = [];
  private readonly byBucket: readonly Map<string | null, Tally>[];

  constructor(
    readonly buckets: readonly Bucket[],
    private readonly keepTimes: boolean,
  ) {
    this.byBucket = buckets.map(() => new Map<string | null, Tally>());
  }

  whole(bucket: number): Tally {
    return (this.wholes[bucket] ??= new Tally({ keepTimes: this.keepTimes }));
  }

  at(bucket: number, value: string | null): Tally {
    const cells = this.byBucket[bucket]!;
    let tally = cells.get(value);
    if (!tally) cells.set(value, (tally = new Tally({ keepTimes: this.keepTimes })));
    return tally;
  }

  /** The undivided tally of every bucket. */
  wholeRow(): readonly (Tally | undefined)[] {
    return this.buckets.map((_, bucket) => this.wholes[bucket]);
  }

  row(value: string | null): readonly (Tally | undefined)[] {
    return this.byBucket.map((cells) => cells.get(value));
  }

  /** The bucket that an instant falls into; -1 outside of all. */
  bucketOf(at: number): number {
    let low = 0;
    let high = this.buckets.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { start, end } = this.buckets[middle]!;
      if (at < start) high = middle - 1;
      else if (at >= end) low = middle + 1;
      else return middle;
    }
    return -1;
  }

  /** Every value that any bucket has. */
  values(): readonly (string | null)[] {
    return [...new Set(this.byBucket.flatMap((cells) => [...cells.keys()]))];
  }
}
