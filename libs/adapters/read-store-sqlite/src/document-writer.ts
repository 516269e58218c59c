import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CodedError, guardHolds, valueAt, type Guard } from '@firebreak/event-sourcing';
import { searchable, severalAt, singleAt, type SqlValue } from './document-values';
import type { KnownCollection, KnownDocument } from './known-documents';
import type { Layout } from './layout';
import { isConstraint } from './sqlite-errors';

/** Writes documents and what is kept beside them. Runs inside a transaction. */
export interface DocumentWriter {
  insert(id: string, doc: object): boolean;
  /** @returns false where there is none or a guard does not hold. @throws CodedError `unique-violation` */
  change(id: string, where: Guard, next: (doc: object) => object): boolean;
  delete(id: string): boolean;
}

const same = (a: SqlValue, b: SqlValue): boolean => a === b || (a instanceof Uint8Array && b instanceof Uint8Array && a[0] === b[0]);

/**
 * A statement that changes something. It answers in big integers: the search index keeps rows with numbers beyond 2^53, and the
 * engine names the connection's last one with every change, whose ever it is.
 */
const changing = (db: DatabaseSync, text: string): StatementSync => {
  const statement = db.prepare(text);
  statement.setReadBigInts(true);
  return statement;
};

/** Those of `values` that are not among `others`. */
const without = (values: readonly SqlValue[], others: readonly SqlValue[]): SqlValue[] =>
  values.filter((value) => !others.some((other) => same(value, other)));

/** Does a path hold the same scalar, or an array of the same ones? A no says nothing. */
const isUntouched = (before: object, after: object, path: string): boolean => {
  const [a, b] = [valueAt(before, path), valueAt(after, path)];
  return a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, at) => value === b[at]));
};

export const documentWriter = (db: DatabaseSync, layout: Layout, known: KnownCollection): DocumentWriter => {
  const { documents, values, words, single, several, text, spec } = layout;
  const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');
  const find = db.prepare(`SELECT seq, doc FROM ${documents} WHERE id = ?`);
  const columns = ['id', 'doc', ...single.map((path) => layout.column(path))];
  const add = changing(db, `INSERT INTO ${documents} (${columns.join(', ')}) VALUES (${marks(columns.length)}) ON CONFLICT (id) DO NOTHING`);
  const remove = changing(db, `DELETE FROM ${documents} WHERE seq = ?`);
  const prepareIf = (there: boolean, statement: string): StatementSync | null => (there ? changing(db, statement) : null);
  const addValue = prepareIf(several.length > 0, `INSERT INTO ${values} (field, value, seq) VALUES (?, ?, ?)`);
  const removeValue = prepareIf(several.length > 0, `DELETE FROM ${values} WHERE field = ? AND value = ? AND seq = ?`);
  const texts = ['rowid', ...text.map((_, at) => `t${at}`)];
  const addWords = prepareIf(text.length > 0, `INSERT INTO ${words} (${texts.join(', ')}) VALUES (${marks(texts.length)})`);
  const removeWords = prepareIf(text.length > 0, `DELETE FROM ${words} WHERE rowid = ?`);
  const updates = new Map<string, StatementSync>();

  /** Columns that do not change are left out: their indexes stay untouched. */
  const updateOf = (columns: readonly string[]): StatementSync => {
    const key = columns.join(' ');
    const changes = ['doc', ...columns].map((column) => `${column} = ?`).join(', ');
    const known = updates.get(key) ?? changing(db, `UPDATE ${documents} SET ${changes} WHERE seq = ?`);
    updates.set(key, known);
    return known;
  };
  const unique = <T>(id: string, write: () => T): T => {
    try {
      return write();
    } catch (error) {
      throw isConstraint(error) ? new CodedError('unique-violation', { collection: spec.name, id }) : error;
    }
  };
  const valuesOf = (doc: object): SqlValue[][] => several.map((path) => severalAt(doc, path));
  const textOf = (doc: object): string[] => text.map((path) => searchable(doc, path));
  const noValues = several.map((): SqlValue[] => []);

  const stored = (id: string): KnownDocument | undefined => {
    const there = known.get(id);
    if (there) return there;
    const row = find.get(id);
    return row && { seq: row.seq as number, doc: JSON.parse(row.doc as string) as object };
  };
  const changeValues = (seq: number, before: readonly (readonly SqlValue[])[], after: readonly (readonly SqlValue[])[]): void =>
    after.forEach((values, field) => {
      for (const value of without(before[field]!, values)) removeValue?.run(field, value, seq);
      for (const value of without(values, before[field]!)) addValue?.run(field, value, seq);
    });
  const changeWords = (seq: number, before: readonly string[], after: readonly string[]): void => {
    if (before.every((words, at) => words === after[at])) return;
    removeWords?.run(seq);
    addWords?.run(seq, ...after);
  };

  return {
    insert: (id, doc) => {
      const [newValues, newText] = [valuesOf(doc), textOf(doc)];
      const json = JSON.stringify(doc);
      const { changes, lastInsertRowid } = unique(id, () => add.run(id, json, ...single.map((path) => singleAt(doc, path))));
      if (Number(changes) === 0) return false;
      const seq = Number(lastInsertRowid);
      changeValues(seq, noValues, newValues);
      addWords?.run(seq, ...newText);
      known.remember(id, { seq, doc }, json.length);
      return true;
    },
    change: (id, where, next) => {
      const there = stored(id);
      if (!there || !guardHolds(there.doc, where)) return false;
      const { seq, doc: before } = there;
      const after = next(before);
      const json = JSON.stringify(after);
      const changed = single.filter((path) => !same(singleAt(before, path), singleAt(after, path)));
      const update = updateOf(changed.map((path) => layout.column(path)));
      known.forget(id);
      unique(id, () => update.run(json, ...changed.map((path) => singleAt(after, path)), seq));
      if (several.some((path) => !isUntouched(before, after, path))) changeValues(seq, valuesOf(before), valuesOf(after));
      if (text.some((path) => !isUntouched(before, after, path))) changeWords(seq, textOf(before), textOf(after));
      known.remember(id, { seq, doc: after }, json.length);
      return true;
    },
    delete: (id) => {
      const there = stored(id);
      if (!there) return false;
      known.forget(id);
      changeValues(there.seq, valuesOf(there.doc), noValues);
      for (const statement of [remove, removeWords]) statement?.run(there.seq);
      return true;
    },
  };
};
