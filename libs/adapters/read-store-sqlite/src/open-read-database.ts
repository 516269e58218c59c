import { DatabaseSync } from 'node:sqlite';
import { unavailable } from './sqlite-errors';

// The last two let the planner know how the indexes are filled.
const settings = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 16000;
  PRAGMA cache_size = -48000;
  PRAGMA trusted_schema = OFF;
  PRAGMA analysis_limit = 400;
  PRAGMA optimize = 0x10002;
`;

/**
 * Opens file two: read models, bus log, cursors. Everything in it can be rebuilt from the event store, so a commit is
 * not synced; the last ones may be gone after a power cut, whole and in order. One handle serves all adapters of a process.
 * @throws CodedError `read-store-unavailable`
 */
export const openReadDatabase = (file: string): DatabaseSync => {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 5_000 });
    db.exec(settings);
    return db;
  } catch (error) {
    db?.close();
    throw unavailable(error);
  }
};
