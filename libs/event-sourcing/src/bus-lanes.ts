import { hasCode, type CodedError } from './errors';
import type { BusSubscription, ReceivedRecord } from './event-bus';

/** Resolves after so many milliseconds, or at once when the signal aborts. */
export type Wait = (millis: number, signal: AbortSignal) => Promise<void>;

/** One partition of a topic as one group reads it. */
export interface Lane {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

/** What a subscription needs of a log inside one process. */
export interface Lanes {
  /** One member of a group holds a lane at a time. @returns how to give it back; null while another member holds it */
  take(lane: Lane): (() => void) | null;
  /** The records after the group's cursor. */
  read(lane: Lane, limit: number): Promise<readonly ReceivedRecord[]>;
  commit(lane: Lane, offset: string): Promise<void>;
  /** Resolves at the next change of the log or of who holds what. */
  changed(): Promise<void>;
  /** Resolves whoever waits for a change. */
  wake(): void;
  /** Between two tries of a rejected batch. */
  readonly wait: Wait;
  /** Told of each rejected batch and of each time the log was unavailable. */
  readonly onRejected?: (lane: Lane, attempt: number, error: unknown) => void;
}

type Handle = (batch: readonly ReceivedRecord[]) => Promise<void>;

/** Who holds which lane: a member that gives one back wakes those that asked for it meanwhile. */
export const laneHolders = (wake: () => void): Lanes['take'] => {
  const held = new Set<string>();
  const wanted = new Set<string>();
  return ({ group, topic, partition }) => {
    const key = JSON.stringify([group, topic, partition]);
    if (held.has(key)) {
      wanted.add(key);
      return null;
    }
    held.add(key);
    return () => {
      held.delete(key);
      if (wanted.delete(key)) wake();
    };
  };
};

/** Runs one after the other what is handed in. */
const inTurn = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
};

/** The reason of `bus-unavailable` where the log has been closed for good. */
export const closed = 'closed';

const mayComeBack = (error: unknown): boolean => hasCode(error, 'bus-unavailable') && (error as CodedError).details.reason !== closed;

const backoff = (attempt: number): number => Math.min(10 * 2 ** attempt, 5_000);

/**
 * Serves lanes until it is stopped: per lane one batch at a time, its handler called until it resolves, then the cursor;
 * the handler never runs twice at once. A lane whose handler rejects holds up no other. A log that is unavailable is
 * asked again; any other failure of it ends the subscription.
 */
export const subscribeLanes = (lanes: Lanes, wanted: readonly Lane[], maxBatch: number, handle: Handle): BusSubscription => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const turn = inTurn();

  const handled = async (lane: Lane, batch: readonly ReceivedRecord[]): Promise<boolean> => {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await turn(() => handle(batch));
        return true;
      } catch (error) {
        lanes.onRejected?.(lane, attempt, error);
        await lanes.wait(backoff(attempt), signal);
      }
    }
    return false;
  };

  /** @returns whether there was a batch */
  const serve = async (lane: Lane): Promise<boolean> => {
    const release = lanes.take(lane);
    if (release === null) return false;
    try {
      const batch = await lanes.read(lane, maxBatch);
      const last = batch.at(-1);
      if (last === undefined || !(await handled(lane, batch))) return false;
      await lanes.commit(lane, last.offset);
      return true;
    } finally {
      release();
    }
  };

  const loop = async (lane: Lane): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      const changed = lanes.changed();
      try {
        if (!(await serve(lane)) && !signal.aborted) await changed;
        failures = 0;
      } catch (error) {
        if (!mayComeBack(error)) throw error;
        lanes.onRejected?.(lane, failures, error);
        await lanes.wait(backoff(failures), signal);
        failures += 1;
      }
    }
  };

  const died = (error: unknown): never => {
    stopping.abort();
    lanes.wake();
    throw error;
  };
  const loops = wanted.map((lane) => loop(lane).catch(died));
  const done = Promise.all(loops).then(() => undefined);
  done.catch(() => undefined);
  return {
    done,
    stop: async () => {
      stopping.abort();
      lanes.wake();
      await Promise.allSettled(loops);
    },
  };
};
