import type { DatabaseSync } from 'node:sqlite';

/** The log and the cursors of its groups. Offsets are given by the single writer, so none is passed before it is there. */
export const createBusTables = (database: DatabaseSync): void =>
  database.exec(`
    CREATE TABLE IF NOT EXISTS bus_log (
      "offset" INTEGER PRIMARY KEY AUTOINCREMENT,
      topic TEXT NOT NULL,
      key TEXT NOT NULL,
      id TEXT NOT NULL,
      type TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      position TEXT NOT NULL,
      store_id TEXT NOT NULL,
      hash TEXT NOT NULL,
      headers TEXT NOT NULL,
      value TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS bus_log_by_key ON bus_log (topic, key, sequence);
    CREATE INDEX IF NOT EXISTS bus_log_by_topic ON bus_log (topic, "offset");
    CREATE INDEX IF NOT EXISTS bus_log_by_position ON bus_log (topic, position);
    CREATE TABLE IF NOT EXISTS bus_cursors (
      consumer_group TEXT NOT NULL,
      topic TEXT NOT NULL,
      "offset" INTEGER NOT NULL,
      PRIMARY KEY (consumer_group, topic)
    ) STRICT, WITHOUT ROWID;
  `);
