import { hasCode, type Collection, type Found, type Guard, type Write } from '@firebreak/event-sourcing';
import { ObjectId, type Collection as Raw, type Document } from 'mongodb';
import { aroundScalars, type Detour } from './change-paths';
import { bulkRunner, bulkWriter, preparedUpdate, type Answer } from './bulk-writer';
import { compileFilter } from './compile-filter';
import { compileFind } from './compile-find';
import { cameThrough, changesOf, checkedId, conditionOf, insertionOf, replacementOf, settled, uniqueViolation, type StoredDocument } from './document-writes';
import { gathered } from './gathered';
import type { Layout } from './layout';
import { isDuplicate, isNotViable, reading } from './mongo-errors';
import { persistently } from './persistently';
import { fromStored, storedPath } from './stored-form';

/** Changes of one document under a name of their own. */
interface Setting {
  readonly id: string;
  readonly where: Guard;
  readonly plain: ReadonlyMap<string, unknown>;
  readonly name: ObjectId;
}

const docOnly = { projection: { doc: 1 } } as const;
const projectionOf = (only: readonly string[] | undefined): { projection: Document } => (only ? { projection: Object.fromEntries(only.map((path) => [storedPath(path), 1])) } : docOnly);

const texts = (ids: readonly string[]): readonly string[] => ids.map(checkedId);

export const mongoCollection = <D extends object>(raw: Raw<StoredDocument>, layout: Layout): Collection<D> => {
  const runner = bulkRunner(raw, layout);
  const bulk = bulkWriter<D>(runner, layout);
  const found = ({ _id, doc }: Pick<StoredDocument, '_id' | 'doc'>): Found<D> => ({ id: _id, doc: fromStored(doc ?? {}) as D });
  const stored = async (id: string): Promise<D | null> => {
    const one = await raw.findOne({ _id: { $eq: checkedId(id) } }, docOnly);
    return one && found(one).doc;
  };
  const namesAt = async (id: string): Promise<readonly ObjectId[] | null> => (await raw.findOne({ _id: { $eq: id } }, { projection: { w: 1 } }))?.w ?? null;

  const update = async (id: string, where: Guard, change: object, name: ObjectId, again: boolean): Promise<boolean> => {
    try {
      const { matchedCount } = await raw.updateOne(conditionOf(id, where, name, again), change);
      if (matchedCount > 0 || !again) return matchedCount > 0;
      return cameThrough((await namesAt(id)) ?? [], name, again);
    } catch (error) {
      throw isDuplicate(error) ? uniqueViolation(layout, id) : error;
    }
  };

  const insert = async (id: string, doc: D): Promise<boolean> => {
    const name = new ObjectId();
    const document = insertionOf(layout, id, doc, name) as StoredDocument;
    return persistently(async (again) => {
      try {
        await raw.insertOne(document);
        return true;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const names = await namesAt(id);
        if (!names) throw uniqueViolation(layout, id);
        return cameThrough(names, name, again);
      }
    });
  };

  const setAlone = ({ id, where, plain, name }: Setting, sent: boolean): Promise<boolean> =>
    persistently(async (lost) => {
      const again = lost || sent;
      for (let detour: Detour | null = null; ; ) {
        try {
          const done = await update(id, detour?.where ?? where, changesOf(layout, detour?.changes ?? plain, name), name, again);
          if (done || !detour) return done;
        } catch (error) {
          if (!isNotViable(error)) throw error;
        }
        const doc = await stored(id);
        detour = doc && aroundScalars(doc, where, plain);
        if (!detour) return false;
      }
    });

  const settledAs = (setting: Setting, answer: Answer): Promise<boolean> => {
    if (answer === 'not-viable') return setAlone(setting, false);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };

  const setAll = async (settings: readonly Setting[]): Promise<Promise<boolean>[]> => {
    if (settings.length === 1) return [setAlone(settings[0]!, false)];
    try {
      const answers = await runner.update(settings.map(({ id, where, plain, name }) => preparedUpdate(id, where, name, changesOf(layout, plain, name))));
      return settings.map((setting, at) => settledAs(setting, answers[at]!));
    } catch (error) {
      // One that nobody can send must not keep the others from being written.
      if (!hasCode(error, 'document-too-large')) throw error;
      return settings.map((setting) => setAlone(setting, true));
    }
  };
  const setGathered = gathered(setAll);

  const set = async (id: string, where: Guard, changes: Readonly<Record<string, unknown>>): Promise<boolean> =>
    setGathered({ id: checkedId(id), where, plain: settled(changes), name: new ObjectId() });

  return {
    get: (id) => reading(() => stored(id)),
    getMany: (ids, paths) =>
      reading(async () => {
        if (ids.length === 0) return new Map<string, D>();
        const all = await raw.find({ _id: { $in: texts(ids) } }, projectionOf(paths)).toArray();
        return new Map(all.map(found).map(({ id, doc }) => [id, doc]));
      }),
    insert,
    replace: (id, where, doc) => {
      const name = new ObjectId();
      return persistently((again) => update(id, where, replacementOf(layout, doc, name), name, again));
    },
    set,
    bulk: (writes: readonly Write<D>[]) => bulk(writes),
    find: (options) =>
      reading(async () => {
        const { filter, sort } = compileFind(layout, options);
        // For the server a limit of nothing is none at all.
        if (options.limit !== undefined && options.limit <= 0) return [];
        const all = await raw.find(filter, { ...projectionOf(options.only), sort, ...(options.limit !== undefined && { limit: options.limit }) }).toArray();
        return all.map(found);
      }),
    count: (filter) => reading(() => raw.countDocuments(compileFilter(layout, filter))),
    delete: async (id) => {
      // Whoever finds nothing after a lost answer would not know whether it was there: so look first.
      if ((await reading(() => stored(id))) === null) return false;
      return persistently(async (again) => (await raw.deleteOne({ _id: { $eq: id } })).deletedCount > 0 || again);
    },
  };
};
