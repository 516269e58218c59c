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
import { query } from './document-query';
import { stepped, type StepHooks, type Stepped } from './step';

type Texts = Map<string, string>;

const parse = <D>(text: string): D => JSON.parse(text) as D;

const checkUnique = (spec: CollectionSpec, texts: Texts, id: string, doc: object): void => {
  for (const index of spec.indexes.filter((each) => each.unique)) {
    const key = (other: object): unknown[] => index.fields.map((field) => valueAt(other, field));
    const own = key(doc);
    if (own.includes(null)) continue;
    const twin = [...texts].some(([otherId, text]) => otherId !== id && key(parse<object>(text)).every((value, at) => value === own[at]));
    if (twin) throw new CodedError('unique-violation', { collection: spec.name, id, fields: index.fields });
  }
};

const memoryCollection = <D extends object>(spec: CollectionSpec, texts: Texts, run: Stepped): Collection<D> => {
  const fields = declaredFields(spec);
  const documents = (): Iterable<Found<D>> => [...texts].map(([id, text]) => ({ id, doc: parse<D>(text) }));

  const put = (id: string, doc: D): true => {
    checkUnique(spec, texts, id, doc);
    texts.set(id, JSON.stringify(doc));
    return true;
  };
  const change = (id: string, where: Guard, next: (doc: D) => D): boolean => {
    const text = texts.get(id);
    if (text === undefined) return false;
    const doc = parse<D>(text);
    return guardHolds(doc, where) && put(id, next(doc));
  };
  const insert = (id: string, doc: D): boolean => !texts.has(id) && put(id, doc);
  const write = (each: Write<D>): boolean => (each.op === 'insert' ? insert(each.id, each.doc) : change(each.id, each.where, () => each.doc));

  return {
    get: (id) => run('get', () => (texts.has(id) ? parse<D>(texts.get(id)!) : null)),
    getMany: (ids) => run('get-many', () => new Map(ids.flatMap((id) => (texts.has(id) ? [[id, parse<D>(texts.get(id)!)] as const] : [])))),
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
    delete: (id) => run('delete', () => texts.delete(id)),
  };
};

/** The port's promises over JSON texts in memory: what goes in and what comes out is never shared. */
export const memoryReadStore = (hooks: StepHooks = {}): ReadStore => {
  const run = stepped('read-store', hooks);
  const collections = new Map<string, Texts>();
  return {
    collection: <D extends object>(spec: CollectionSpec) =>
      run('collection', () => {
        const texts: Texts = collections.get(spec.name) ?? new Map<string, string>();
        const collection = memoryCollection<D>(spec, texts, run);
        collections.set(spec.name, texts);
        return collection;
      }),
    drop: (name) => run('drop', () => void (collections.get(name)?.clear(), collections.delete(name))),
    batch: (work) => work(),
  };
};
