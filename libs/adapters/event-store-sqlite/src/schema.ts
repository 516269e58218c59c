import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '@firebreak/event-sourcing';

const format = 1;

const tables = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    category TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    hash TEXT NOT NULL,
    chain TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE INDEX events_by_category ON events (category, position);
  CREATE TABLE heads (stream TEXT PRIMARY KEY, revision INTEGER NOT NULL, hash TEXT NOT NULL, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE file_head (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, chain TEXT, count INTEGER NOT NULL) STRICT;
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

const formatOf = (db: DatabaseSync): number => Number(db.prepare('PRAGMA user_version').get()!.user_version);

const create = (db: DatabaseSync): void => {
  db.exec(`BEGIN IMMEDIATE; ${tables}`);
  db.prepare('INSERT INTO meta VALUES (?, ?)').run('storeId', randomUUID());
  db.exec(`INSERT INTO file_head VALUES (1, 0, NULL, 0); PRAGMA user_version = ${format}; COMMIT`);
};

export interface OpenedFile {
  readonly db: DatabaseSync;
  readonly storeId: string;
}

// The log stays below 4,062 frames, so its index never has to grow while the disk is full.
const writing = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 3000;
  PRAGMA cache_size = -32000;
  PRAGMA trusted_schema = OFF;
`;

/** @throws CodedError `data-format-newer` {found, supported} */
export const openFile = (file: string, readOnly: boolean): OpenedFile => {
  const db = new DatabaseSync(file, { readOnly, timeout: 5_000 });
  try {
    if (!readOnly) db.exec(writing);
    const found = formatOf(db);
    if (found > format) throw new CodedError('data-format-newer', { found, supported: format });
    if (found === 0 && !readOnly) create(db);
    return { db, storeId: String(db.prepare(`SELECT value FROM meta WHERE key = 'storeId'`).get()!.value) };
  } catch (error) {
    db.close();
    throw error;
  }
};
