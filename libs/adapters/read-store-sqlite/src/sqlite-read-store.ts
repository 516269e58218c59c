import type { DatabaseSync } from 'node:sqlite';
import { declaredFields, type CollectionSpec, type ReadStore } from '@firebreak/event-sourcing';
import { documentWriter } from './document-writer';
import { KnownDocuments } from './known-documents';
import { createStatements, dropStatements, layoutOf, type Layout } from './layout';
import { SharedTransaction } from './shared-transaction';
import { sqliteCollection } from './sqlite-collection';
import { unavailable } from './sqlite-errors';

export interface SqliteReadStore extends ReadStore {
  /**
   * Resolves when everything written so far through this database handle is committed, rejects when it is lost; inside a
   * batch at once. For others that write through the same handle and may not say "done" too early.
   */
  committed(): Promise<void>;
}

const registry = 'CREATE TABLE IF NOT EXISTS collections (name TEXT PRIMARY KEY, spec TEXT NOT NULL) STRICT';

/** What of a declaration decides how a collection lies in the file. */
const shapeOf = ({ indexes, text = [] }: CollectionSpec): string => JSON.stringify({ indexes, text });

/** All of it or nothing, inside whatever transaction is open. */
const atomically = (db: DatabaseSync, work: () => void): void => {
  db.exec('SAVEPOINT atomically');
  try {
    work();
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK TO atomically');
    throw error;
  } finally {
    if (db.isTransaction) db.exec('RELEASE atomically');
  }
};

const create = (db: DatabaseSync, layout: Layout): void => {
  for (const statement of createStatements(layout)) db.exec(statement);
};

/** The documents stay, what is kept beside them is made anew. */
const reshape = (db: DatabaseSync, layout: Layout): void => {
  const { name } = layout.spec;
  const rows = db.prepare(`SELECT id, doc FROM "${name}.documents" ORDER BY seq`).all();
  for (const statement of dropStatements(name)) db.exec(statement);
  create(db, layout);
  const writer = documentWriter(db, layout, new KnownDocuments().of(name));
  for (const { id, doc } of rows) writer.insert(id as string, JSON.parse(doc as string) as object);
};

/**
 * Read models in a SQLite file, one table a collection.
 * @param db from `openReadDatabase`; the caller closes it
 * @throws CodedError `read-store-unavailable`
 */
export const sqliteReadStore = (db: DatabaseSync): SqliteReadStore => {
  const transaction = SharedTransaction.of(db);
  try {
    db.exec(registry);
  } catch (error) {
    throw unavailable(error);
  }
  const shapeThere = db.prepare('SELECT spec FROM collections WHERE name = ?');
  const register = db.prepare('INSERT INTO collections VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET spec = excluded.spec');
  const forget = db.prepare('DELETE FROM collections WHERE name = ?');
  for (const statement of [register, forget]) statement.setReadBigInts(true);

  return {
    collection: async <D extends object>(spec: CollectionSpec) => {
      const layout = layoutOf(spec);
      const [shape, there] = [shapeOf(spec), shapeThere.get(spec.name)?.spec];
      if (there !== shape) {
        await transaction.write(() =>
          atomically(db, () => {
            if (there === undefined) create(db, layout);
            else reshape(db, layout);
            transaction.known.of(spec.name).forgetAll();
            register.run(spec.name, shape);
          }),
        );
      }
      return sqliteCollection<D>(db, layout, transaction);
    },
    drop: async (name) => {
      declaredFields({ name, indexes: [] });
      await transaction.write(() => {
        for (const statement of dropStatements(name)) db.exec(statement);
        transaction.known.of(name).forgetAll();
        forget.run(name);
      });
    },
    batch: (work) => transaction.batch(work),
    committed: () => transaction.committed(),
  };
};
