import type { Write } from '@firebreak/event-sourcing';
import { MongoBulkWriteError, ObjectId, type AnyBulkWriteOperation, type Collection as Raw, type Document } from 'mongodb';
import { cameThrough, conditionOf, insertionOf, replacementOf, uniqueViolation, type StoredDocument } from './document-writes';
import { joined, type Send } from './joined';
import type { Layout } from './layout';
import { isLostAnswer } from './mongo-errors';
import { persistently } from './persistently';

/** A write with a name of its own, that can be sent again. */
export interface Prepared {
  readonly id: string;
  readonly name: ObjectId;
  operation(again: boolean): AnyBulkWriteOperation<StoredDocument>;
}

/** What a write alone would answer or throw; `not-viable` where its path leads through what is no object. */
export type Answer = boolean | Error | 'not-viable';

interface Outcome {
  readonly matched: number;
  /** Places of the writes that met a value or an id that is taken. */
  readonly taken: ReadonlySet<number>;
  readonly notViable: ReadonlySet<number>;
}

const [duplicate, viability] = [11000, 28];

const outcomeOf = (error: unknown): Outcome => {
  if (!(error instanceof MongoBulkWriteError) || isLostAnswer(error)) throw error;
  const failed = [error.writeErrors].flat();
  const places = (wanted: number): ReadonlySet<number> => new Set(failed.filter(({ code }) => code === wanted).map(({ index }) => index));
  const [taken, notViable] = [places(duplicate), places(viability)];
  if (failed.length === 0 || taken.size + notViable.size < failed.length) throw error;
  return { matched: error.result.matchedCount, taken, notViable };
};

export interface BulkRunner {
  /** Changes of documents that are there. @param sent whether the same writes may have come through before */
  update(writes: readonly Prepared[], sent?: boolean): Promise<Answer[]>;
  insert(writes: readonly Prepared[], sent?: boolean): Promise<Answer[]>;
}

/** Many writes in one message, in any order, each answered as it would be alone. @throws CodedError `read-store-unavailable` */
export const bulkRunner = (raw: Raw<StoredDocument>, layout: Layout): BulkRunner => {
  const answersOf = async (writes: readonly Prepared[], { taken, notViable }: Outcome, again: boolean, inserts: boolean): Promise<Answer[]> => {
    const there = await raw.find({ _id: { $in: [...new Set(writes.map(({ id }) => id))] } }, { projection: { w: 1 } }).toArray();
    const names = new Map(there.map(({ _id, w }) => [_id, w]));
    return writes.map(({ id, name }, at) => {
      if (inserts && !taken.has(at)) return true;
      if (cameThrough(names.get(id) ?? [], name, again)) return true;
      if (notViable.has(at)) return 'not-viable';
      return taken.has(at) && !(inserts && names.has(id)) ? uniqueViolation(layout, id) : false;
    });
  };

  const run = (writes: readonly Prepared[], inserts: boolean, sent: boolean): Promise<Answer[]> =>
    persistently(async (lost) => {
      const again = lost || sent;
      const operations = writes.map((each) => each.operation(again));
      const outcome = await raw.bulkWrite(operations, { ordered: false }).then(
        ({ matchedCount }): Outcome => ({ matched: matchedCount, taken: new Set(), notViable: new Set() }),
        outcomeOf,
      );
      const all = outcome.taken.size + outcome.notViable.size === 0 && (inserts || outcome.matched === writes.length);
      return all ? writes.map(() => true) : answersOf(writes, outcome, again, inserts);
    });

  const some = (writes: readonly Prepared[], inserts: boolean, sent = false): Promise<Answer[]> => (writes.length === 0 ? Promise.resolve([]) : run(writes, inserts, sent));
  return { update: (writes, sent) => some(writes, false, sent), insert: (writes, sent) => some(writes, true, sent) };
};

export const preparedUpdate = (id: string, where: Parameters<typeof conditionOf>[1], name: ObjectId, update: Document): Prepared => ({
  id,
  name,
  operation: (again) => ({ updateOne: { filter: conditionOf(id, where, name, again), update } }),
});

interface PreparedWrite extends Prepared {
  readonly isNew: boolean;
}

/** What is new and what is changed go out at the same time, and both have ended before anybody hears of either. */
const bothAtOnce = (runner: BulkRunner): Send<PreparedWrite, Answer> => async (writes, again) => {
  const placed = writes.map((write, place) => ({ ...write, place }));
  const [fresh, changed] = [placed.filter(({ isNew }) => isNew), placed.filter(({ isNew }) => !isNew)];
  const [inserted, updated] = await Promise.allSettled([runner.insert(fresh, again), runner.update(changed, again)]);
  const answers: Answer[] = new Array<Answer>(writes.length).fill(false);
  for (const [outcome, of] of [[inserted, fresh], [updated, changed]] as const) {
    if (outcome.status === 'rejected') throw outcome.reason;
    for (const [at, { place }] of of.entries()) answers[place] = outcome.value[at]!;
  }
  return answers;
};

/** Writes of documents as wholes. */
export const bulkWriter = <D extends object>(runner: BulkRunner, layout: Layout): ((writes: readonly Write<D>[]) => Promise<boolean[]>) => {
  const prepare = (write: Write<D>): PreparedWrite => {
    const [{ id }, name] = [write, new ObjectId()];
    if (write.op === 'replace') return { ...preparedUpdate(id, write.where, name, replacementOf(layout, write.doc, name)), isNew: false };
    const document = insertionOf(layout, id, write.doc, name) as StoredDocument;
    return { id, name, isNew: true, operation: () => ({ insertOne: { document } }) };
  };
  const send = joined(bothAtOnce(runner));

  return async (writes) => {
    if (writes.length === 0) return [];
    const answers = await send(writes.map(prepare));
    const failure = answers.find((answer) => answer instanceof Error);
    if (failure) throw failure;
    return answers as boolean[];
  };
};
