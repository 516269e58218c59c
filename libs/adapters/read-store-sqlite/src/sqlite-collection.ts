import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CodedError, withChanges, type Collection, type Found, type Write } from '@firebreak/event-sourcing';
import { compileFilter } from './compile-filter';
import { compileFind } from './compile-find';
import { documentWriter } from './document-writer';
import type { Layout } from './layout';
import type { SharedTransaction } from './shared-transaction';
import { coded } from './sqlite-errors';

const parse = <D>(text: unknown): D => JSON.parse(text as string) as D;

type Place = readonly [seq: number, id: string];

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
  const known = transaction.known.of(layout.spec.name);
  const writer = documentWriter(db, layout, known);
  const prepared = preparedStatements(db);
  const places = (text: string): StatementSync => {
    const statement = prepared(text);
    statement.setReturnArrays(true);
    return statement;
  };
  const one = db.prepare(`SELECT doc FROM ${layout.documents} WHERE id = ?`);
  const several = db.prepare(`SELECT id, doc FROM ${layout.documents} WHERE id IN (SELECT value FROM json_each(?))`);
  const bySeq = db.prepare(`SELECT seq, doc FROM json_each(?) CROSS JOIN ${layout.documents} ON seq = value`);
  bySeq.setReturnArrays(true);

  /** Only what is not remembered is read and parsed: who asks again and again mostly gets what was written a moment ago. */
  const documents = (rows: readonly Place[]): Found<D>[] => {
    transaction.look();
    const found = rows.map(([seq, id]) => ({ seq, id, doc: known.get(id)?.doc as D | undefined }));
    const missing = found.filter(({ doc }) => doc === undefined).map(({ seq }) => seq);
    if (missing.length === 0) return found as Found<D>[];
    const read = new Map((bySeq.all(JSON.stringify(missing)) as unknown as [number, string][]).map(([seq, doc]) => [seq, parse<D>(doc)]));
    return found.flatMap(({ seq, id, doc = read.get(seq) }) => (doc === undefined ? [] : [{ id, doc }]));
  };

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
        return documents(places(text).all(...values) as unknown as Place[]);
      }),
    count: (filter) =>
      reading(() => {
        const { text, values } = compileFilter(layout, filter);
        return Number(prepared(`SELECT count(*) AS n FROM ${layout.documents} WHERE ${text}`).get(...values)!.n);
      }),
    delete: (id) => transaction.write(() => writer.delete(id)),
  };
};
