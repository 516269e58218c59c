import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { BusRecord, BusTail, ReceivedRecord } from '@firebreak/event-sourcing';
import { backlogs } from './backlogs';

const offsetDigits = 16;
const toOffset = (offset: number): string => String(offset).padStart(offsetDigits, '0');

type Values = readonly [offset: number, topic: string, key: string, id: string, type: string, sequence: number, position: string, storeId: string, hash: string, headers: string, value: string | null];

const columns = '"offset", topic, key, id, type, sequence, position, store_id, hash, headers, value';

const record = ([offset, topic, key, id, type, sequence, position, storeId, hash, headers, value]: Values): ReceivedRecord => ({
  offset: toOffset(offset),
  topic,
  partition: 0,
  key,
  id,
  type,
  sequence,
  position,
  storeId,
  hash,
  headers: JSON.parse(headers) as Record<string, string>,
  value,
});

export interface BusRows {
  insert(records: readonly BusRecord[]): void;
  after(topic: string, offset: number, limit: number): ReceivedRecord[];
  ofKey(topic: string, key: string, fromSequence: number): ReceivedRecord[];
  /** Without what was published again. */
  log(topics: readonly string[], after: number, limit: number): ReceivedRecord[];
  /** Offset of the last record, 0 where there is none. */
  last(topics: readonly string[]): number;
  /** Offset of the last record that the log hands on. */
  head(topics: readonly string[]): string | null;
  tail(topic: string): BusTail | null;
  cursor(group: string, topic: string): number;
  setCursor(group: string, topic: string, offset: number): void;
  /** How many records of a topic a group has before it. */
  backlog(group: string, topic: string): number;
  /** The first record after an offset that is not of this type. */
  firstAfter(topic: string, offset: number, otherThan: string): ReceivedRecord | null;
}

/** A statement for records. Rows come as arrays: an object with eleven names for each is the dearer half of reading. */
const recordsOf = (database: DatabaseSync, text: string): ((...values: SQLInputValue[]) => ReceivedRecord[]) => {
  const statement = database.prepare(text);
  statement.setReturnArrays(true);
  return (...values) => (statement.all(...values) as unknown as Values[]).map(record);
};

export const busRows = (database: DatabaseSync): BusRows => {
  const records = (rest: string): ReturnType<typeof recordsOf> => recordsOf(database, `SELECT ${columns} FROM bus_log WHERE ${rest}`);
  const insert = database.prepare(`
    INSERT INTO bus_log (topic, key, id, type, sequence, position, store_id, hash, headers, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const after = records('topic = ? AND "offset" > ? ORDER BY "offset" LIMIT ?');
  const ofKey = records('topic = ? AND key = ? AND sequence >= ? ORDER BY sequence, "offset"');
  const last = database.prepare('SELECT max("offset") AS "offset" FROM bus_log WHERE topic = ?');
  const head = database.prepare('SELECT "offset" FROM bus_log WHERE topic = ? ORDER BY position DESC, "offset" LIMIT 1');
  const tail = records('topic = ? ORDER BY position DESC, "offset" LIMIT 1');
  const cursor = database.prepare('SELECT "offset" FROM bus_cursors WHERE consumer_group = ? AND topic = ?');
  const setCursor = database.prepare(`
    INSERT INTO bus_cursors VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "offset" = excluded."offset"`);
  const first = records('topic = ? AND "offset" > ? AND type <> ? ORDER BY "offset" LIMIT 1');
  // The connection's last row may be one of the search index beside us, with a number beyond 2^53.
  for (const statement of [insert, setCursor]) statement.setReadBigInts(true);
  const logs = new Map<number, ReturnType<typeof recordsOf>>();
  const backlog = backlogs(database);

  /** A relay publishes a source position again, never an older one for the first time. */
  const logOf = (topics: number): ReturnType<typeof recordsOf> => {
    const again = 'EXISTS (SELECT 1 FROM bus_log AS first WHERE first.topic = each.topic AND first.position = each.position AND first."offset" < each."offset")';
    const one = `SELECT "offset" FROM (SELECT "offset" FROM bus_log AS each WHERE topic = ? AND "offset" > ? AND NOT ${again} ORDER BY "offset" LIMIT ?)`;
    const union = Array.from({ length: topics }, () => one).join(' UNION ALL ');
    const page = `SELECT "offset" FROM (${union}) ORDER BY "offset" LIMIT ?`;
    const statement = logs.get(topics) ?? records(`"offset" IN (${page}) ORDER BY "offset"`);
    logs.set(topics, statement);
    return statement;
  };

  const greatest = (statement: StatementSync, topics: readonly string[]): number =>
    Math.max(0, ...topics.map((topic) => Number(statement.get(topic)?.offset ?? 0)));

  const cursorOf = (group: string, topic: string): number => Number(cursor.get(group, topic)?.offset ?? 0);

  return {
    insert: (records) => {
      for (const { topic, key, id, type, sequence, position, storeId, hash, headers, value } of records) {
        insert.run(topic, key, id, type, sequence, position, storeId, hash, JSON.stringify(headers), value);
      }
    },
    after,
    ofKey,
    log: (topics, offset, limit) => {
      const wanted = [...new Set(topics)];
      return wanted.length === 0 ? [] : logOf(wanted.length)(...wanted.flatMap((topic) => [topic, offset, limit]), limit);
    },
    last: (topics) => greatest(last, topics),
    head: (topics) => {
      const offset = greatest(head, topics);
      return offset === 0 ? null : toOffset(offset);
    },
    tail: (topic) => {
      const [found] = tail(topic);
      if (!found) return null;
      const { position, hash, storeId, key, sequence } = found;
      return { position, hash, storeId, key, sequence };
    },
    cursor: cursorOf,
    setCursor: (group, topic, offset) => void setCursor.run(group, topic, offset),
    firstAfter: (topic, offset, otherThan) => first(topic, offset, otherThan)[0] ?? null,
    backlog: (group, topic) => backlog(group, topic, cursorOf(group, topic)),
  };
};
