import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { BusRecord, BusTail, ReceivedRecord } from '@firebreak/event-sourcing';

const offsetDigits = 16;
const toOffset = (offset: number): string => String(offset).padStart(offsetDigits, '0');

type Row = Record<string, SQLOutputValue>;

const received = (row: Row): ReceivedRecord => ({
  offset: toOffset(row.offset as number),
  topic: row.topic as string,
  partition: 0,
  key: row.key as string,
  id: row.id as string,
  type: row.type as string,
  sequence: row.sequence as number,
  position: row.position as string,
  storeId: row.store_id as string,
  hash: row.hash as string,
  headers: JSON.parse(row.headers as string) as Record<string, string>,
  value: row.value as string | null,
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
  countAfter(topic: string, offset: number): number;
  /** The first record after an offset that is not of this type. */
  firstAfter(topic: string, offset: number, otherThan: string): ReceivedRecord | null;
}

export const busRows = (database: DatabaseSync): BusRows => {
  const insert = database.prepare(`
    INSERT INTO bus_log (topic, key, id, type, sequence, position, store_id, hash, headers, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const after = database.prepare('SELECT * FROM bus_log WHERE topic = ? AND "offset" > ? ORDER BY "offset" LIMIT ?');
  const ofKey = database.prepare('SELECT * FROM bus_log WHERE topic = ? AND key = ? AND sequence >= ? ORDER BY sequence, "offset"');
  const last = database.prepare('SELECT max("offset") AS "offset" FROM bus_log WHERE topic = ?');
  const head = database.prepare('SELECT "offset" FROM bus_log WHERE topic = ? ORDER BY position DESC, "offset" LIMIT 1');
  const tail = database.prepare('SELECT * FROM bus_log WHERE topic = ? ORDER BY position DESC, "offset" LIMIT 1');
  const cursor = database.prepare('SELECT "offset" FROM bus_cursors WHERE consumer_group = ? AND topic = ?');
  const setCursor = database.prepare(`
    INSERT INTO bus_cursors VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "offset" = excluded."offset"`);
  const count = database.prepare('SELECT count(*) AS n FROM bus_log WHERE topic = ? AND "offset" > ?');
  const first = database.prepare('SELECT * FROM bus_log WHERE topic = ? AND "offset" > ? AND type <> ? ORDER BY "offset" LIMIT 1');
  // The connection's last row may be one of the search index beside us, with a number beyond 2^53.
  for (const statement of [insert, setCursor]) statement.setReadBigInts(true);
  const logs = new Map<number, StatementSync>();

  /** A relay publishes a source position again, never an older one for the first time. */
  const logOf = (topics: number): StatementSync => {
    const again = 'EXISTS (SELECT 1 FROM bus_log AS first WHERE first.topic = each.topic AND first.position = each.position AND first."offset" < each."offset")';
    const one = `SELECT "offset" FROM (SELECT "offset" FROM bus_log AS each WHERE topic = ? AND "offset" > ? AND NOT ${again} ORDER BY "offset" LIMIT ?)`;
    const union = Array.from({ length: topics }, () => one).join(' UNION ALL ');
    const page = `SELECT "offset" FROM (${union}) ORDER BY "offset" LIMIT ?`;
    const statement = logs.get(topics) ?? database.prepare(`SELECT * FROM bus_log WHERE "offset" IN (${page}) ORDER BY "offset"`);
    logs.set(topics, statement);
    return statement;
  };

  const greatest = (statement: StatementSync, topics: readonly string[]): number =>
    Math.max(0, ...topics.map((topic) => Number(statement.get(topic)?.offset ?? 0)));

  return {
    insert: (records) => {
      for (const { topic, key, id, type, sequence, position, storeId, hash, headers, value } of records) {
        insert.run(topic, key, id, type, sequence, position, storeId, hash, JSON.stringify(headers), value);
      }
    },
    after: (topic, offset, limit) => after.all(topic, offset, limit).map(received),
    ofKey: (topic, key, fromSequence) => ofKey.all(topic, key, fromSequence).map(received),
    log: (topics, offset, limit) => {
      const wanted = [...new Set(topics)];
      if (wanted.length === 0) return [];
      return logOf(wanted.length).all(...wanted.flatMap((topic) => [topic, offset, limit]), limit).map(received);
    },
    last: (topics) => greatest(last, topics),
    head: (topics) => {
      const offset = greatest(head, topics);
      return offset === 0 ? null : toOffset(offset);
    },
    tail: (topic) => {
      const row = tail.get(topic);
      if (!row) return null;
      const { position, hash, storeId, key, sequence } = received(row);
      return { position, hash, storeId, key, sequence };
    },
    cursor: (group, topic) => Number(cursor.get(group, topic)?.offset ?? 0),
    setCursor: (group, topic, offset) => void setCursor.run(group, topic, offset),
    firstAfter: (topic, offset, otherThan) => {
      const row = first.get(topic, offset, otherThan);
      return row ? received(row) : null;
    },
    countAfter: (topic, offset) => Number(count.get(topic, offset)?.n ?? 0),
  };
};
