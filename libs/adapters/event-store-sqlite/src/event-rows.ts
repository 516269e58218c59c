import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { CodedError, type StoredEvent } from '@firebreak/event-sourcing';

const width = 16;

export const toPosition = (position: number): string => String(position).padStart(width, '0');

/** @throws CodedError `invalid-position` */
export const fromPosition = (position: string | null): number => {
  if (position === null) return 0;
  if (!/^\d{16}$/.test(position)) throw new CodedError('invalid-position', { position });
  return Number(position);
};

const columns = 'position, stream, revision, id, type, data, metadata, hash';

type Row = Record<string, SQLOutputValue>;

const stored = (row: Row): StoredEvent => ({
  id: row.id as string,
  stream: row.stream as string,
  revision: row.revision as number,
  position: toPosition(row.position as number),
  type: row.type as string,
  data: row.data as string,
  metadata: row.metadata as string,
  hash: row.hash as string,
});

/** A row as it lies in the file, for those who check it. */
export interface RawRow {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly category: string;
  readonly data: string;
  readonly metadata: string;
  readonly hash: string;
  /** Over the row before and this event's hash: the order of the file. */
  readonly chain: string;
}

export interface StreamHead {
  readonly stream: string;
  readonly revision: number;
  readonly hash: string;
  readonly position: number;
}

export interface FileHead {
  /** 0 in an empty store. */
  readonly position: number;
  readonly chain: string | null;
  readonly count: number;
}

export interface EventRows {
  stream(stream: string, from: number, to: number): StoredEvent[];
  all(after: number, limit: number, categories: readonly string[] | undefined): StoredEvent[];
  fileHead(): FileHead;
  rawRows(): IterableIterator<RawRow>;
  rawHeads(): IterableIterator<StreamHead>;
}

export const eventRows = (db: DatabaseSync): EventRows => {
  const byStream = db.prepare(`SELECT ${columns} FROM events WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision`);
  const everything = db.prepare(`SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT ?`);
  const head = db.prepare('SELECT position, chain, count FROM file_head');
  const byCategories = new Map<number, StatementSync>();

  /** Each category's next positions come from the index alone; only the rows of the page are read. */
  const ofCategories = (count: number): StatementSync => {
    const known = byCategories.get(count);
    if (known) return known;
    const one = 'SELECT position FROM (SELECT position FROM events WHERE category = ? AND position > ? ORDER BY position LIMIT ?)';
    const union = Array.from({ length: count }, () => one).join(' UNION ALL ');
    const page = `SELECT position FROM (${union}) ORDER BY position LIMIT ?`;
    const statement = db.prepare(`SELECT ${columns} FROM events WHERE position IN (${page}) ORDER BY position`);
    byCategories.set(count, statement);
    return statement;
  };

  return {
    stream: (stream, from, to) => byStream.all(stream, from, to).map(stored),
    all: (after, limit, categories) => {
      if (categories === undefined) return everything.all(after, limit).map(stored);
      if (categories.length === 0) return [];
      const wanted = [...new Set(categories)];
      return ofCategories(wanted.length).all(...wanted.flatMap((category) => [category, after, limit]), limit).map(stored);
    },
    fileHead: () => head.get() as unknown as FileHead,
    rawRows: () => db.prepare('SELECT * FROM events ORDER BY position').iterate() as unknown as IterableIterator<RawRow>,
    rawHeads: () => db.prepare('SELECT * FROM heads ORDER BY stream').iterate() as unknown as IterableIterator<StreamHead>,
  };
};
