import { errorCode } from '@firebreak/event-sourcing';

export interface LoopOptions {
  readonly name: string;
  /** Does one piece of work. @returns how much was done; 0 when there is nothing left for now */
  readonly step: () => Promise<number>;
  /** Resolves when there may be more to do, or the signal aborts. */
  readonly idle: (signal: AbortSignal) => Promise<void>;
  readonly onProgress: () => void;
  readonly onError: (name: string, error: unknown) => void;
}

const firstBackoffMs = 100;
const maxBackoffMs = 5_000;

export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });

/** Begins every so often, in milliseconds; however long a step takes, a tenth of that is rest. */
export const every = (ms: number, step: LoopOptions['step']): Pick<LoopOptions, 'step' | 'idle'> => {
  let begun = -Infinity;
  return {
    step: () => {
      begun = performance.now();
      return step();
    },
    idle: (signal) => pause(Math.max(ms / 10, begun + ms - performance.now()), signal),
  };
};

/** Runs a step again and again until stopped. An error is reported and tried again with backoff; the loop never dies of it. */
export class SupervisedLoop {
  private readonly abort = new AbortController();
  private running: Promise<void> | null = null;
  /** How many times the loop found nothing left to do. */
  private rounds = 0;
  private waiters: (() => void)[] = [];
  failures = 0;
  lastError: string | null = null;

  constructor(private readonly options: LoopOptions) {}

  get name(): string {
    return this.options.name;
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    this.release();
    await this.running;
  }

  /** Resolves after a whole round that began after this call found nothing to do. */
  async whenIdle(): Promise<void> {
    // The round under way may have looked before the caller's event: only the one after it counts.
    const target = this.rounds + 2;
    while (this.rounds < target && !this.abort.signal.aborted) {
      this.wake();
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    }
  }

  private wakeUp: (() => void) | null = null;

  wake(): void {
    this.wakeUp?.();
  }

  private release(): void {
    const waiting = this.waiters;
    this.waiters = [];
    for (const resolve of waiting) resolve();
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    let backoff = firstBackoffMs;
    while (!signal.aborted) {
      try {
        const done = await this.options.step();
        backoff = firstBackoffMs;
        this.lastError = null;
        if (done > 0) this.options.onProgress();
        else await this.rest(signal);
      } catch (error) {
        this.failures += 1;
        this.lastError = errorCode(error) ?? String(error);
        this.options.onError(this.options.name, error);
        await pause(backoff, signal);
        backoff = Math.min(backoff * 2, maxBackoffMs);
      }
    }
    this.release();
  }

  private async rest(signal: AbortSignal): Promise<void> {
    this.rounds += 1;
    const waited = this.waiters.length > 0;
    this.release();
    // Told to stop while it was at work: no abort event is to come any more.
    if (waited || signal.aborted) return;
    const nap = new AbortController();
    const end = (): void => nap.abort();
    this.wakeUp = end;
    signal.addEventListener('abort', end, { once: true });
    await this.options.idle(nap.signal);
    signal.removeEventListener('abort', end);
    this.wakeUp = null;
  }
}
