import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  CodedError,
  laneHolders,
  subscribeLanes,
  type BusRecord,
  type BusTail,
  type EventBus,
  type Lane,
  type Lanes,
  type ReceivedRecord,
  type Wait,
} from '@firebreak/event-sourcing';
import { createBusTables } from './schema';

export interface EventBusOptions {
  /** File two, opened by whoever owns it: the log lies beside the read models that it feeds. */
  readonly database: DatabaseSync;
  /** Between two tries of a rejected batch. */
  readonly wait?: Wait;
  readonly onRejected?: Lanes['onRejected'];
}

type Row = Record<string, string | number | null>;

const offsetDigits = 16;
const toOffset = (value: unknown): string => String(value).padStart(offsetDigits, '0');

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

const received = (row: Row): ReceivedRecord => ({
  offset: toOffset(row['offset']),
  topic: row['topic'] as string,
  partition: 0,
  key: row['key'] as string,
  id: row['id'] as string,
  type: row['type'] as string,
  sequence: row['sequence'] as number,
  position: row['position'] as string,
  storeId: row['store_id'] as string,
  hash: row['hash'] as string,
  headers: JSON.parse(row['headers'] as string) as Record<string, string>,
  value: row['value'] as string | null,
});

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

/**
 * The embedded bus: one partition per topic, in the file of the read models. A read model and the cursor that it was fed from
 * share that file, so what a power cut takes away it takes from both, and from the end only.
 */
export const openEventBus = ({ database, wait = pause, onRejected }: EventBusOptions): EventBus => {
  createBusTables(database);
  const statements = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    const known = statements.get(text) ?? database.prepare(text);
    statements.set(text, known);
    return known;
  };
  const rows = (text: string, ...values: (string | number)[]): Row[] => sql(text).all(...values) as Row[];

  const waiting = new Set<() => void>();
  const wake = (): void => {
    const woken = [...waiting];
    waiting.clear();
    for (const each of woken) each();
  };

  const insert = sql('INSERT INTO bus_log (topic, key, id, type, sequence, position, store_id, hash, headers, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const write = (records: readonly BusRecord[]): void => {
    for (const { topic, key, id, type, sequence, position, storeId, hash, headers, value } of records) {
      insert.run(topic, key, id, type, sequence, position, storeId, hash, JSON.stringify(headers), value);
    }
  };

  const publish = (records: readonly BusRecord[]): void => {
    const stray = records.find(({ partition }) => partition !== 0);
    if (stray) throw new RangeError(`${stray.topic} has no partition ${stray.partition}`);
    // A batch of the read store may hold the transaction open; then the records are part of it.
    const own = database.isOpen && !database.isTransaction;
    try {
      if (own) database.exec('BEGIN IMMEDIATE');
      write(records);
      if (own) database.exec('COMMIT');
    } catch (error) {
      if (own && database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      throw new CodedError('bus-unavailable', { reason: error instanceof Error ? error.message : String(error) });
    }
    wake();
  };

  const cursorOf = (group: string, topic: string): number =>
    Number(sql('SELECT "offset" FROM bus_cursors WHERE consumer_group = ? AND topic = ?').get(group, topic)?.['offset'] ?? 0);

  const commit = ({ group, topic }: Lane, offset: string): void => {
    sql('INSERT INTO bus_cursors VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "offset" = excluded."offset"').run(group, topic, Number(offset));
  };

  const tail = (topic: string): BusTail | null => {
    const row = sql('SELECT * FROM bus_log WHERE topic = ? ORDER BY position DESC, "offset" LIMIT 1').get(topic) as Row | undefined;
    if (!row) return null;
    const { position, hash, storeId, key, sequence } = received(row);
    return { position, hash, storeId, key, sequence };
  };

  const lanes: Lanes = {
    take: laneHolders(wake),
    read: async ({ group, topic }, limit) =>
      rows('SELECT * FROM bus_log WHERE topic = ? AND "offset" > ? ORDER BY "offset" LIMIT ?', topic, cursorOf(group, topic), limit).map(received),
    commit: async (lane, offset) => commit(lane, offset),
    changed: () => new Promise((resolve) => void waiting.add(resolve)),
    wake,
    wait,
    ...(onRejected ? { onRejected } : {}),
  };

  return {
    partitions: async () => 1,
    publish: async (records) => publish(records),
    tails: async (topic) => [tail(topic)],
    subscribe: async ({ group, topics, maxBatch = 500 }, handle) =>
      subscribeLanes(lanes, topics.map((topic) => ({ group, topic, partition: 0 })), maxBatch, handle),
    readKey: async (topic, key, fromSequence) =>
      rows('SELECT * FROM bus_log WHERE topic = ? AND key = ? AND sequence >= ? ORDER BY sequence, "offset"', topic, key, fromSequence).map(received),
    readLog: async ({ topics, after, limit }) =>
      rows(`SELECT * FROM bus_log WHERE topic IN (${marks(topics.length)}) AND "offset" > ? ORDER BY "offset" LIMIT ?`, ...topics, Number(after ?? 0), limit).map(received),
    logHead: async (topics) => {
      const last = rows(`SELECT max("offset") AS head FROM bus_log WHERE topic IN (${marks(topics.length)})`, ...topics)[0]?.['head'];
      return last === null || last === undefined ? null : toOffset(last);
    },
    lag: async (group, topics) =>
      topics.reduce((sum, topic) => sum + Number(rows('SELECT count(*) AS n FROM bus_log WHERE topic = ? AND "offset" > ?', topic, cursorOf(group, topic))[0]!['n']), 0),
  };
};
