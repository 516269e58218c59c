import type { Runtime, Waiting } from '@firebreak/runtime';
import type { Logger } from '@firebreak/telemetry';

interface Stood {
  readonly next: string;
  readonly since: number;
  told: boolean;
}

export interface SilenceOptions {
  readonly runtime: Pick<Runtime, 'waiting'>;
  readonly logger: Logger;
  /** Milliseconds that only ever grow. */
  readonly monotonic?: () => number;
  readonly afterMs?: number;
}

/**
 * A reader that fails says so; one that hangs does not. Whoever has something before them and has not moved for 30 s is silent:
 * looked for from outside the loop that does the work.
 */
export class Silence {
  private readonly stood = new Map<string, Stood>();
  private silent: ReadonlyMap<string, number> = new Map();

  constructor(private readonly options: SilenceOptions) {}

  /** Seconds for which each reader with something before it has stood still, as of the last look. */
  get seconds(): ReadonlyMap<string, number> {
    return this.silent;
  }

  async look(): Promise<void> {
    const { runtime, monotonic = () => performance.now() } = this.options;
    const waiting = await runtime.waiting();
    const now = monotonic();
    const seconds = new Map<string, number>();
    for (const each of waiting) {
      const stood = this.standing(each, now);
      seconds.set(each.reader, Math.max(seconds.get(each.reader) ?? 0, (now - stood.since) / 1_000));
    }
    for (const lane of this.stood.keys()) if (!waiting.some((each) => each.lane === lane)) this.stood.delete(lane);
    this.silent = seconds;
  }

  private standing({ lane, reader, next }: Waiting, now: number): Stood {
    const { logger, afterMs = 30_000 } = this.options;
    const known = this.stood.get(lane);
    const stood = known?.next === next ? known : { next, since: now, told: false };
    this.stood.set(lane, stood);
    if (now - stood.since >= afterMs && !stood.told) {
      stood.told = true;
      logger.error({ reader, lane, event: next, seconds: Math.floor((now - stood.since) / 1_000) }, 'silent: has events before it and does not move');
    }
    return stood;
  }
}
