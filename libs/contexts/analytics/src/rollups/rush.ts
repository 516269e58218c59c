export interface RushOptions {
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
  /** More events a second than this are a rush. */
  readonly perSecond?: number;
  /** Figures wait no longer for its end. */
  readonly patienceMs?: number;
}

/**
 * Facts that come in by the thousand, after an import or in a rebuild, would have the same days made again and again: figures
 * wait until the rush is over, but never for ever.
 */
export class Rush {
  private readonly now: () => number;
  private readonly perMs: number;
  private readonly patienceMs: number;
  private events = 0;
  private lookedAt: number;
  private doneAt: number;

  constructor({ now = () => performance.now(), perSecond = 2_000, patienceMs = 30_000 }: RushOptions = {}) {
    this.now = now;
    this.perMs = perSecond / 1_000;
    this.patienceMs = patienceMs;
    this.lookedAt = now();
    this.doneAt = this.lookedAt;
  }

  /** So many events have become facts. */
  seen(events: number): void {
    this.events += events;
  }

  /** Every figure that was known to be out of date has been made. */
  done(): void {
    this.doneAt = this.now();
  }

  /** Whether to wait, by what was seen since it was asked the last time. */
  shouldWait(): boolean {
    const now = this.now();
    const isRush = this.events > this.perMs * (now - this.lookedAt);
    this.events = 0;
    this.lookedAt = now;
    return isRush && now - this.doneAt < this.patienceMs;
  }
}
