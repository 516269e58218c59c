import {
  CodedError,
  declaredField,
  textsAt,
  valueAt,
  wordsOf,
  type CollectionSpec,
  type DeclaredFields,
  type Filter,
  type FindOptions,
  type Found,
  type Scalar,
} from '@firebreak/event-sourcing';

const rank = (value: Scalar): number => (value === null ? 0 : typeof value === 'number' ? 1 : typeof value === 'string' ? 2 : 3);

/** The one order of values in every engine: null, numbers, texts by code point, false, true. */
export const compareScalars = (a: Scalar, b: Scalar): number => {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
};

const isScalar = (value: unknown): value is Scalar => value === null || ['string', 'number', 'boolean'].includes(typeof value);

const single = (doc: object, field: string): Scalar => {
  const value = valueAt(doc, field);
  return isScalar(value) ? value : null;
};

const candidates = (fields: DeclaredFields, doc: object, field: string): readonly Scalar[] => {
  if (!declaredField(fields, field).multi) return [single(doc, field)];
  const value = valueAt(doc, field);
  return (Array.isArray(value) ? value : [value]).filter(isScalar);
};

const within = (value: Scalar, bounds: { readonly gt?: Scalar; readonly gte?: Scalar; readonly lt?: Scalar; readonly lte?: Scalar }): boolean => {
  const meets = (bound: Scalar | undefined, test: (order: number) => boolean): boolean =>
    bound === undefined || (bound !== null && rank(bound) === rank(value) && test(compareScalars(value, bound)));
  return (
    value !== null &&
    meets(bounds.gt, (order) => order > 0) &&
    meets(bounds.gte, (order) => order >= 0) &&
    meets(bounds.lt, (order) => order < 0) &&
    meets(bounds.lte, (order) => order <= 0)
  );
};

const containsInOrder = (words: readonly string[], wanted: readonly string[]): boolean =>
  words.some((_, start) => wanted.every((word, index) => words[start + index] === word));

const matchesText = (spec: CollectionSpec, doc: object, text: string, phrase: boolean): boolean => {
  if (!spec.text) throw new CodedError('undeclared-field', { field: 'text' });
  const wanted = wordsOf(text);
  const texts = spec.text.flatMap((path) => textsAt(doc, path)).map(wordsOf);
  if (wanted.length === 0) return false;
  if (phrase) return texts.some((words) => containsInOrder(words, wanted));
  return wanted.every((word) => texts.some((words) => words.includes(word)));
};

/** Does the document meet the condition? @throws CodedError `undeclared-field` */
export const matches = (spec: CollectionSpec, fields: DeclaredFields, filter: Filter, doc: object): boolean => {
  const some = (field: string, test: (value: Scalar) => boolean): boolean => candidates(fields, doc, field).some(test);
  switch (filter.op) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'eq':
      return some(filter.field, (value) => value === filter.value);
    case 'in':
      return some(filter.field, (value) => filter.values.includes(value));
    case 'range':
      return some(filter.field, (value) => within(value, filter));
    case 'prefix':
      return some(filter.field, (value) => typeof value === 'string' && value.startsWith(filter.value));
    case 'and':
      return filter.filters.map((each) => matches(spec, fields, each, doc)).every(Boolean);
    case 'or':
      return filter.filters.map((each) => matches(spec, fields, each, doc)).some(Boolean);
    case 'not':
      return !matches(spec, fields, filter.filter, doc);
    case 'text':
      return matchesText(spec, doc, filter.text, filter.phrase);
  }
};

/** Nothing but what was asked for: whoever looks at more finds out here. */
export const pruned = <D extends object>(doc: D, paths: readonly string[]): D => {
  const kept: Record<string, unknown> = {};
  for (const path of paths) {
    const keys = path.split('.');
    let [from, to]: [unknown, Record<string, unknown>] = [doc, kept];
    for (const [at, key] of keys.entries()) {
      if (typeof from !== 'object' || from === null || !Object.hasOwn(from, key)) break;
      from = (from as Record<string, unknown>)[key];
      if (at === keys.length - 1) to[key] = from;
      else to = (to[key] ??= {}) as Record<string, unknown>;
    }
  }
  return kept as D;
};

type Place = NonNullable<FindOptions['after']>;

/** Filter, sort and cut, over whatever documents there are. */
export const query = <D extends object>(
  spec: CollectionSpec,
  fields: DeclaredFields,
  documents: Iterable<Found<D>>,
  options: FindOptions,
): Found<D>[] => {
  const { filter, sort = [], after, limit, only } = options;
  for (const { field } of sort) if (declaredField(fields, field).multi) throw new CodedError('undeclared-field', { field });
  matches(spec, fields, filter, {});
  const keyOf = ({ id, doc }: Found<D>): Place => ({ values: sort.map(({ field }) => single(doc, field)), id });
  const compare = (a: Place, b: Place): number => {
    for (const [index, { direction }] of sort.entries()) {
      const order = compareScalars(a.values[index] ?? null, b.values[index] ?? null);
      if (order !== 0) return direction === 'asc' ? order : -order;
    }
    return sort.at(-1)?.direction === 'desc' ? compareScalars(b.id, a.id) : compareScalars(a.id, b.id);
  };
  const found = [...documents]
    .filter(({ doc }) => matches(spec, fields, filter, doc))
    .map((each) => ({ each, key: keyOf(each) }))
    .filter(({ key }) => after === undefined || compare(key, after) > 0)
    .sort((a, b) => compare(a.key, b.key))
    .map(({ each }) => each);
  const cut = limit === undefined ? found : found.slice(0, limit);
  return only === undefined ? cut : cut.map(({ id, doc }) => ({ id, doc: pruned(doc, only) }));
};
