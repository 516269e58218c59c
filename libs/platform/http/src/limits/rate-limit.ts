export interface Rate {
  /** Requests a second, in the long run. */
  readonly perSecond: number;
  /** Requests at once after a quiet time. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const maxBuckets = 10_000;

/** Token buckets by key. `now` is a monotonic clock in milliseconds: rates are about real time, whatever the product's clock says. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly rate: Rate,
    private readonly now: () => number,
  ) {}

  /** Takes one. 0 when there was one, else after how many seconds there will be. */
  take(key: string): number {
    const bucket = this.filled(key);
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.rate.perSecond;
    bucket.tokens -= 1;
    return 0;
  }

  /** As `take`, but takes nothing. */
  wait(key: string): number {
    const bucket = this.buckets.has(key) ? this.filled(key) : null;
    return bucket && bucket.tokens < 1 ? (1 - bucket.tokens) / this.rate.perSecond : 0;
  }

  private filled(key: string): Bucket {
    const now = this.now();
    const known = this.buckets.get(key);
    if (known) {
      known.tokens = Math.min(this.rate.burst, known.tokens + ((now - known.at) / 1000) * this.rate.perSecond);
      known.at = now;
      return known;
    }
    if (this.buckets.size >= maxBuckets) this.forgetFull(now);
    const fresh = { tokens: this.rate.burst, at: now };
    this.buckets.set(key, fresh);
    return fresh;
  }

  /** A bucket that is full again says nothing; should all be in use, the oldest goes. */
  private forgetFull(now: number): void {
    const secondsToFull = this.rate.burst / this.rate.perSecond;
    for (const [key, { at }] of this.buckets) {
      if ((now - at) / 1000 >= secondsToFull) this.buckets.delete(key);
    }
    if (this.buckets.size >= maxBuckets) this.buckets.delete(this.buckets.keys().next().value!);
  }
}
