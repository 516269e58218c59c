import {
  CodedError,
  declaredFields,
  guardHolds,
  valueAt,
  withChanges,
  type Collection,
  type CollectionSpec,
  type Found,
  type Guard,
  type ReadStore,
  type Write,
} from '@firebreak/event-sourcing';
import { pruned, query } from './document-query';
import { stepped, type StepHooks, type Stepped } from './step';

export interface MemoryReadStoreOptions extends StepHooks {
  /** Keeps and hands out the documents themselves: much faster, for callers that are known never to change one. */
  readonly trusting?: boolean;
}

/** How documents are kept. As texts, what goes in and what comes out is never shared. */
interface Keeping {
  keep(doc: object): unknown;
  handOut<D>(kept: unknown): D;
}

const asTexts: Keeping = { keep: (doc) => JSON.stringify(doc), handOut: <D>(kept: unknown) => JSON.parse(kept as string) as D };
const asTheyAre: Keeping = { keep: (doc) => doc, handOut: <D>(kept: unknown) => kept as D };

type Kept = Map<string, unknown>;

const checkUnique = (spec: CollectionSpec, { handOut }: Keeping, kept: Kept, id: string, doc: object): void => {
  for (const index of spec.indexes) {
    if (!index.unique) continue;
    const key = (other: object): unknown[] => index.fields.map((field) => valueAt(other, field));
    const own = key(doc);
    if (own.includes(null)) continue;
    const twin = [...kept].some(([otherId, other]) => otherId !== id && key(handOut<object>(other)).every((value, at) => value === own[at]));
    if (twin) throw new CodedError('unique-violation', { collection: spec.name, id, fields: index.fields });
  }
};

const memoryCollection = <D extends object>(spec: CollectionSpec, keeping: Keeping, kept: Kept, run: Stepped): Collection<D> => {
  const fields = declaredFields(spec);
  const { keep, handOut } = keeping;
  const documents = (): Iterable<Found<D>> => [...kept].map(([id, doc]) => ({ id, doc: handOut<D>(doc) }));
  const at = (id: string): D | null => {
    const doc = kept.get(id);
    return doc === undefined ? null : handOut<D>(doc);
  };
  const known = (ids: readonly string[], only?: readonly string[]): ReadonlyMap<string, D> => {
    const found = new Map<string, D>();
    for (const id of ids) {
      const doc = at(id);
      if (doc !== null) found.set(id, only ? pruned(doc, only) : doc);
    }
    return found;
  };

  const put = (id: string, doc: D): true => {
    checkUnique(spec, keeping, kept, id, doc);
    kept.set(id, keep(doc));
    return true;
  };
  const change = (id: string, where: Guard, next: (doc: D) => D): boolean => {
    const doc = at(id);
    return doc !== null && guardHolds(doc, where) && put(id, next(doc));
  };
  const insert = (id: string, doc: D): boolean => !kept.has(id) && put(id, doc);
  const write = (each: Write<D>): boolean => (each.op === 'insert' ? insert(each.id, each.doc) : change(each.id, each.where, () => each.doc));

  return {
    get: (id) => run('get', () => at(id)),
    getMany: (ids, only) => run('get-many', () => known(ids, only)),
    insert: (id, doc) => run('insert', () => insert(id, doc)),
    replace: (id, where, doc) => run('replace', () => change(id, where, () => doc)),
    set: (id, where, changes) => run('set', () => change(id, where, (doc) => withChanges(doc, changes))),
    bulk: async (writes) => {
      const answers: boolean[] = [];
      let failure: unknown;
      for (const each of writes) {
        try {
          answers.push(await run('bulk-write', () => write(each)));
        } catch (error) {
          failure ??= error;
          if (!(error instanceof CodedError)) throw error;
        }
      }
      if (failure !== undefined) throw failure;
      return answers;
    },
    find: (options) => run('find', () => query(spec, fields, documents(), options)),
    count: (filter) => run('count', () => query(spec, fields, documents(), { filter }).length),
    delete: (id) => run('delete', () => kept.delete(id)),
  };
};

/** The port's promises in memory. */
export const memoryReadStore = (options: MemoryReadStoreOptions = {}): ReadStore => {
  const run = stepped('read-store', options);
  const keeping = options.trusting ? asTheyAre : asTexts;
  const collections = new Map<string, Kept>();
  return {
    collection: <D extends object>(spec: CollectionSpec) =>
      run('collection', () => {
        const kept: Kept = collections.get(spec.name) ?? new Map<string, unknown>();
        const collection = memoryCollection<D>(spec, keeping, kept, run);
        collections.set(spec.name, kept);
        return collection;
      }),
    drop: (name) => run('drop', () => void (collections.get(name)?.clear(), collections.delete(name))),
    batch: (work) => work(),
  };
};
