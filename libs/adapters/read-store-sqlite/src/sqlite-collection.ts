import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CodedError, withChanges, type Collection, type Found, type Write } from '@firebreak/event-sourcing';
import { compileFilter } from './compile-filter';
import { compileFind } from './compile-find';
import { documentWriter } from './document-writer';
import type { Layout } from './layout';
import type { SharedTransaction } from './shared-transaction';
import { coded } from './sqlite-errors';

const parse = <D>(text: unknown): D => JSON.parse(text as string) as D;

const maxPrepared = 200;

/** Statements by their text; the one that was not used for longest goes first. */
const preparedStatements = (db: DatabaseSync): ((text: string) => StatementSync) => {
  const known = new Map<string, StatementSync>();
  return (text) => {
    const statement = known.get(text) ?? db.prepare(text);
    known.delete(text);
    known.set(text, statement);
    if (known.size > maxPrepared) known.delete(known.keys().next().value!);
    return statement;
  };
};

const reading = async <T>(read: () => T): Promise<T> => {
  try {
    return read();
  } catch (error) {
    throw coded(error);
  }
};

export const sqliteCollection = <D extends object>(db: DatabaseSync, layout: Layout, transaction: SharedTransaction): Collection<D> => {
  const writer = documentWriter(db, layout, transaction.known.of(layout.spec.name));
  const prepared = preparedStatements(db);
  const one = db.prepare(`SELECT doc FROM ${layout.documents} WHERE id = ?`);
  const several = db.prepare(`SELECT id, doc FROM ${layout.documents} WHERE id IN (SELECT value FROM json_each(?))`);
  const found = (row: Record<string, unknown>): Found<D> => ({ id: row.id as string, doc: parse<D>(row.doc) });

  const write = (each: Write<D>): boolean =>
    each.op === 'insert' ? writer.insert(each.id, each.doc) : writer.change(each.id, each.where, () => each.doc);

  const writeAll = (writes: readonly Write<D>[]): { readonly answers: boolean[]; readonly failure: unknown } => {
    let failure: unknown;
    const answers = writes.map((each) => {
      try {
        return write(each);
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        failure ??= error;
        return false;
      }
    });
    return { answers, failure };
  };

  return {
    get: (id) =>
      reading(() => {
        const row = one.get(id);
        return row ? parse<D>(row.doc) : null;
      }),
    getMany: (ids) => reading(() => new Map(several.all(JSON.stringify(ids)).map((row) => [row.id as string, parse<D>(row.doc)]))),
    insert: (id, doc) => transaction.write(() => writer.insert(id, doc)),
    replace: (id, where, doc) => transaction.write(() => writer.change(id, where, () => doc)),
    set: (id, where, changes) => transaction.write(() => writer.change(id, where, (doc) => withChanges(doc, changes))),
    bulk: async (writes) => {
      if (writes.length === 0) return [];
      const { answers, failure } = await transaction.write(() => writeAll(writes));
      if (failure !== undefined) throw failure;
      return answers;
    },
    find: (options) =>
      reading(() => {
        const { text, values } = compileFind(layout, options);
        return prepared(text).all(...values).map(found);
      }),
    count: (filter) =>
      reading(() => {
        const { text, values } = compileFilter(layout, filter);
        return Number(prepared(`SELECT count(*) AS n FROM ${layout.documents} WHERE ${text}`).get(...values)!.n);
      }),
    delete: (id) => transaction.write(() => writer.delete(id)),
  };
};
