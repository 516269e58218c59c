import { textsAt, valueAt, wordsOf, type Filter, type Scalar } from '@firebreak/event-sourcing';

type Bounds = Omit<Extract<Filter, { op: 'range' }>, 'op' | 'field'>;

const isScalar = (value: unknown): value is Scalar => value === null || ['string', 'number', 'boolean'].includes(typeof value);

const valuesAt = (doc: object, field: string): readonly Scalar[] => {
  const value = valueAt(doc, field);
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter(isScalar);
};

const meets = (value: Scalar, bound: Scalar | undefined, compare: (order: number) => boolean): boolean => {
  if (bound === undefined) return true;
  if (value === null || bound === null || typeof value !== typeof bound) return false;
  return compare(value < bound ? -1 : value > bound ? 1 : 0);
};

const within = (value: Scalar, { gt, gte, lt, lte }: Bounds): boolean =>
  value !== null &&
  meets(value, gt, (order) => order > 0) &&
  meets(value, gte, (order) => order >= 0) &&
  meets(value, lt, (order) => order < 0) &&
  meets(value, lte, (order) => order <= 0);

const searched = ['number', 'externalId', 'service', 'category', 'subcategory', 'configurationItem', 'fingerprint'];

const holdsText = (doc: object, text: string, phrase: boolean): boolean => {
  const wanted = wordsOf(text);
  const texts = searched.flatMap((path) => textsAt(doc, path)).map(wordsOf);
  if (wanted.length === 0) return false;
  if (phrase) return texts.some((words) => words.some((_, start) => wanted.every((word, index) => words[start + index] === word)));
  return wanted.every((word) => texts.some((words) => words.includes(word)));
};

/** Does a fact meet a condition? The same meaning as a read store gives it, over fields that need no index. */
export const matchesFilter = (filter: Filter, doc: object): boolean => {
  switch (filter.op) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'eq':
      return valuesAt(doc, filter.field).includes(filter.value);
    case 'in':
      return valuesAt(doc, filter.field).some((value) => filter.values.includes(value));
    case 'range':
      return valuesAt(doc, filter.field).some((value) => within(value, filter));
    case 'prefix':
      return valuesAt(doc, filter.field).some((value) => typeof value === 'string' && value.startsWith(filter.value));
    case 'and':
      return filter.filters.every((each) => matchesFilter(each, doc));
    case 'or':
      return filter.filters.some((each) => matchesFilter(each, doc));
    case 'not':
      return !matchesFilter(filter.filter, doc);
    case 'text':
      return holdsText(doc, filter.text, filter.phrase);
  }
};
