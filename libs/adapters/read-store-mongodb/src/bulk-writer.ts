import type { Write } from '@firebreak/event-sourcing';
import { MongoBulkWriteError, ObjectId, type AnyBulkWriteOperation, type Collection as Raw } from 'mongodb';
import { cameThrough, conditionOf, insertionOf, replacementOf, uniqueViolation, type StoredDocument } from './document-writes';
import type { Layout } from './layout';
import { isLostAnswer } from './mongo-errors';
import { persistently } from './persistently';

interface Prepared {
  readonly id: string;
  readonly name: ObjectId;
  readonly inserts: boolean;
  operation(again: boolean): AnyBulkWriteOperation<StoredDocument>;
}

interface Outcome {
  readonly matched: number;
  /** Places of the writes that met a value or an id that is taken. */
  readonly taken: ReadonlySet<number>;
}

const outcomeOf = (error: unknown): Outcome => {
  if (!(error instanceof MongoBulkWriteError) || isLostAnswer(error)) throw error;
  const failed = [error.writeErrors].flat();
  if (failed.length === 0 || !failed.every(isDuplicateWrite)) throw error;
  return { matched: error.result.matchedCount, taken: new Set(failed.map(({ index }) => index)) };
};

const isDuplicateWrite = ({ code }: { readonly code: number }): boolean => code === 11000;

/** Many writes in one message, in any order, each answered as it would be alone. */
export const bulkWriter = <D extends object>(raw: Raw<StoredDocument>, layout: Layout): ((writes: readonly Write<D>[]) => Promise<boolean[]>) => {
  const prepare = (write: Write<D>): Prepared => {
    const [{ id }, name] = [write, new ObjectId()];
    if (write.op === 'insert') {
      const document = insertionOf(layout, id, write.doc, name) as StoredDocument;
      return { id, name, inserts: true, operation: () => ({ insertOne: { document } }) };
    }
    const update = replacementOf(layout, write.doc, name);
    return { id, name, inserts: false, operation: (again) => ({ updateOne: { filter: conditionOf(id, write.where, name, again), update } }) };
  };

  const answersOf = async (writes: readonly Prepared[], taken: ReadonlySet<number>, again: boolean): Promise<boolean[]> => {
    const there = await raw.find({ _id: { $in: [...new Set(writes.map(({ id }) => id))] } }, { projection: { w: 1 } }).toArray();
    const names = new Map(there.map(({ _id, w }) => [_id, w]));
    const answers = writes.map(({ id, name, inserts }, at) => {
      if (inserts && !taken.has(at)) return true;
      if (cameThrough(names.get(id) ?? [], name, again)) return true;
      return taken.has(at) && !(inserts && names.has(id)) ? uniqueViolation(layout, id) : false;
    });
    for (const answer of answers) if (typeof answer !== 'boolean') throw answer;
    return answers as boolean[];
  };

  return async (writes) => {
    if (writes.length === 0) return [];
    const prepared = writes.map(prepare);
    const replaces = prepared.filter(({ inserts }) => !inserts).length;
    return persistently(async (again) => {
      const operations = prepared.map((each) => each.operation(again));
      const { matched, taken } = await raw.bulkWrite(operations, { ordered: false }).then(
        ({ matchedCount }): Outcome => ({ matched: matchedCount, taken: new Set() }),
        outcomeOf,
      );
      return matched === replaces && taken.size === 0 ? prepared.map(() => true) : answersOf(prepared, taken, again);
    });
  };
};
