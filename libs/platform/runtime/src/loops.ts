import type { Held, Leases } from './leases';
import { pause, SupervisedLoop } from './supervised-loop';

/** Whoever is at one step for longer is taken for one that hangs, and loses the work to another replica. */
const longestStepMs = 600_000;

export interface LoopsOptions {
  readonly leases: Leases | undefined;
  readonly onProgress: () => void;
  readonly onError: (name: string, error: unknown) => void;
}

export interface LoopWork {
  readonly name: string;
  readonly step: () => Promise<number>;
  readonly idle: (signal: AbortSignal) => Promise<void>;
  /** The work was somebody else's before: what is remembered of it is old. */
  readonly renew?: () => void;
}

/** Loops of this replica; where there are several, one of them has the work of a name. */
export class Loops {
  private readonly elsewhere = new Set<string>();

  constructor(private readonly options: LoopsOptions) {}

  /** Whether another replica does what has this name. */
  isElsewhere(name: string): boolean {
    return this.elsewhere.has(name);
  }

  /** Says that a long step is still at it. */
  async hold(name: string): Promise<void> {
    await this.options.leases?.hold(name);
  }

  open({ name, step, idle, renew = () => undefined }: LoopWork): SupervisedLoop {
    const { leases } = this.options;
    if (!leases) return this.everywhere({ name, step, idle });
    let mine = true;
    const took = (outcome: Held): void => {
      mine = outcome !== 'other';
      this.elsewhere[mine ? 'delete' : 'add'](name);
      if (outcome === 'taken') renew();
    };
    return this.everywhere({
      name,
      step: async () => {
        took(await leases.hold(name));
        return mine ? this.kept(leases, name, step) : 0;
      },
      idle: (signal) => (mine ? idle(signal) : pause(leases.ttlMs / 6, signal)),
    });
  }

  /** A step may take longer than a lease lasts: a look through a long log, a page that an engine takes slowly. */
  private async kept<T>(leases: Leases, name: string, step: () => Promise<T>): Promise<T> {
    let left = longestStepMs / (leases.ttlMs / 3);
    let beating = Promise.resolve();
    let isBeating = false;
    const timer = setInterval(() => {
      left -= 1;
      // One that fails is as none: the next may come in time. Where they take long, they do not queue.
      if (left < 0 || isBeating) return;
      isBeating = true;
      beating = leases.keep(name).catch(() => undefined).finally(() => void (isBeating = false));
    }, leases.ttlMs / 3);
    try {
      return await step();
    } finally {
      clearInterval(timer);
      await beating;
    }
  }

  /** Work that every replica does for itself. */
  everywhere({ name, step, idle }: LoopWork): SupervisedLoop {
    const { onProgress, onError } = this.options;
    return new SupervisedLoop({ name, step, idle, onProgress, onError });
  }
}
