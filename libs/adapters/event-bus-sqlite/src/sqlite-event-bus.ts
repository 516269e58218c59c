import type { DatabaseSync } from 'node:sqlite';
import { closed, CodedError, laneHolders, placeInLog, progressMark, subscribeLanes, type BusRecord, type EventBus, type Lanes, type Wait } from '@firebreak/event-sourcing';
import { busRows } from './bus-rows';
import { createBusTables } from './schema';

export interface EventBusOptions {
  /** File two, opened by whoever owns it: the log lies beside the read models that it feeds. */
  readonly database: DatabaseSync;
  /**
   * Resolves when what was written through this handle is committed, rejects when it is lost. Needed where others keep a
   * transaction open over turns of the event loop: nothing is answered or handed on that could still vanish.
   */
  readonly committed?: () => Promise<void>;
  /** Between two tries of a rejected batch. */
  readonly wait?: Wait;
  readonly onRejected?: Lanes['onRejected'];
}

const pause: Wait = (millis, signal) =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });

const unavailable = (error: unknown): CodedError => {
  const reason = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return new CodedError('bus-unavailable', { reason });
};

const guarded = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw unavailable(error);
  }
};

/**
 * The embedded bus: one partition per topic, in the file of the read models. A read model and the cursor that it was fed from
 * share that file, so what a power cut takes away it takes from both, and from the end only.
 * @throws CodedError `bus-unavailable`
 */
export const openEventBus = ({ database, committed = () => Promise.resolve(), wait = pause, onRejected }: EventBusOptions): EventBus => {
  const rows = guarded(() => (createBusTables(database), busRows(database)));

  const waiting = new Set<() => void>();
  const wake = (): void => {
    const woken = [...waiting];
    waiting.clear();
    for (const each of woken) each();
  };

  const write = (records: readonly BusRecord[]): void => {
    // A batch of the read store may hold the transaction open; then the records are part of it.
    const own = database.isOpen && !database.isTransaction;
    try {
      if (own) database.exec('BEGIN IMMEDIATE');
      rows.insert(records);
      if (own) database.exec('COMMIT');
    } catch (error) {
      if (own && database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      throw unavailable(error);
    }
  };
  const settled = (): Promise<void> => committed().catch((error: unknown) => Promise.reject(unavailable(error)));

  const lanes: Lanes = {
    take: laneHolders(wake),
    read: async ({ group, topic }, limit) => {
      // A group that catches up batch by batch must not starve the event loop.
      await new Promise((resolve) => void setImmediate(resolve));
      if (!database.isOpen) throw new CodedError('bus-unavailable', { reason: closed });
      const batch = guarded(() => rows.after(topic, rows.cursor(group, topic), limit));
      await settled();
      return batch;
    },
    commit: async ({ group, topic }, offset) => guarded(() => rows.setCursor(group, topic, Number(offset))),
    changed: () => new Promise((resolve) => void waiting.add(resolve)),
    wake,
    wait,
    ...(onRejected ? { onRejected } : {}),
  };

  return {
    partitions: async () => 1,
    publish: async (records) => {
      const stray = records.find(({ partition }) => partition !== 0);
      if (stray) throw new RangeError(`${stray.topic} has no partition ${stray.partition}`);
      write(records);
      await settled();
      wake();
    },
    tails: async (topic) => guarded(() => [rows.tail(topic)]),
    subscribe: async ({ group, topics, maxBatch = 2_000 }, handle) =>
      subscribeLanes(lanes, topics.map((topic) => ({ group, topic, partition: 0 })), maxBatch, handle),
    readKey: async (topic, key, fromSequence) => guarded(() => rows.ofKey(topic, key, fromSequence)),
    readLog: async ({ topics, after, limit }) => {
      const place = after === null ? 0 : placeInLog(after, ...guarded(() => [rows.last(topics), rows.head(topics)] as const));
      return guarded(() => rows.log(topics, place, limit));
    },
    logHead: async (topics) => guarded(() => rows.head(topics)),
    lag: async (group, topics) => guarded(() => topics.reduce((sum, topic) => sum + rows.backlog(group, topic), 0)),
    waiting: async (group, topics) => guarded(() => topics.flatMap((topic) => rows.firstAfter(topic, rows.cursor(group, topic), progressMark) ?? [])),
  };
};
