import { CodedError, declaredField, wordsOf, type Filter, type Scalar } from '@firebreak/event-sourcing';
import type { Document } from 'mongodb';
import { isScalar, phraseForm } from './index-fields';
import type { Layout } from './layout';

/** The only way of a caller's value into a condition: what is no scalar never gets there. @throws TypeError */
export const scalar = (value: unknown): Scalar => {
  if (!isScalar(value)) throw new TypeError('a condition compares with null, texts, numbers and booleans only');
  return value;
};

export const nothing: Document = { _id: { $in: [] } };

/** Every value of these types, as bounds of an index. */
const ofType = { number: { $gte: -Infinity }, string: { $gte: '' }, boolean: { $in: [false, true] } } as const;

/** The least text above all texts that begin so; null where there is none. */
const afterPrefix = (prefix: string): string | null => {
  const points = [...prefix].map((letter) => letter.codePointAt(0)!);
  while (points.length > 0) {
    const last = points.pop()!;
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return null;
};

const range = (bounds: Readonly<Record<string, Scalar | undefined>>): Document | null => {
  const given = Object.entries(bounds).flatMap(([operator, bound]) => (bound === undefined ? [] : [[operator, scalar(bound)] as const]));
  if (given.length === 0) return { $ne: null };
  const types = new Set(given.map(([, bound]) => (bound === null ? 'null' : typeof bound)));
  return types.size > 1 || types.has('null') ? null : Object.fromEntries(given);
};

const prefix = (start: unknown): Document => {
  if (typeof start !== 'string') throw new TypeError('a prefix is a text');
  const above = afterPrefix(start);
  return above === null ? { $gte: start } : { $gte: start, $lt: above };
};

const compare = (filter: Extract<Filter, { readonly field: string }>): Document | null => {
  switch (filter.op) {
    case 'eq':
      return { $eq: scalar(filter.value) };
    case 'in':
      return filter.values.length === 0 ? null : { $in: filter.values.map(scalar) };
    case 'range':
      return range({ $gt: filter.gt, $gte: filter.gte, $lt: filter.lt, $lte: filter.lte });
    case 'prefix':
      return prefix(filter.value);
  }
};

/** Elsewhere one value has to meet all of a condition, and an empty array, which has no value, is not null either. */
const isPlain = (filter: Filter): boolean => (filter.op === 'eq' && filter.value !== null) || (filter.op === 'in' && !filter.values.includes(null));

const onField = (layout: Layout, filter: Extract<Filter, { readonly field: string }>): Document => {
  const { multi } = declaredField(layout.fields, filter.field);
  const condition = compare(filter);
  if (condition === null) return nothing;
  return { [layout.field(filter.field)]: multi && !isPlain(filter) ? { $elemMatch: condition } : condition };
};

const anyOf = (conditions: readonly Document[]): Document => (conditions.length === 1 ? conditions[0]! : { $or: conditions });

/** All of them, in one object where no two are of one field: more servers find an index for that. */
export const allOf = (conditions: readonly Document[]): Document => {
  const [together, others]: [Document, Document[]] = [{}, []];
  for (const condition of conditions) {
    if (Object.keys(condition).some((key) => Object.hasOwn(together, key))) others.push(condition);
    else Object.assign(together, condition);
  }
  if (others.length === 0) return together;
  return Object.hasOwn(together, '$and') ? { $and: [together, ...others] } : { ...together, $and: others };
};

const text = (layout: Layout, wanted: unknown, phrase: boolean): Document => {
  if (layout.text.length === 0) throw new CodedError('undeclared-field', { field: 'text' });
  if (typeof wanted !== 'string') throw new TypeError('what is searched for is a text');
  const words = [...new Set(wordsOf(wanted))];
  if (words.length === 0) return nothing;
  const word = (each: string, path: string): Document => ({ [layout.words(path)]: { $eq: each } });
  if (!phrase) return allOf(words.map((each) => anyOf(layout.text.map((path) => word(each, path)))));
  // Words are letters and digits, so nothing in the pattern has a meaning of its own.
  return anyOf(layout.text.map((path) => allOf([...words.map((each) => word(each, path)), { [layout.phrases(path)]: { $regex: phraseForm(wanted) } }])));
};

/** Servers limit how deep a condition may be: two negations are none, and a list of lists is one list. */
const flattened = (op: 'and' | 'or', filters: readonly Filter[]): Filter[] =>
  filters.flatMap((each) => (each.op === op ? flattened(op, each.filters) : [each]));

/** @throws CodedError `undeclared-field`; TypeError for what no typed caller passes */
export const compileFilter = (layout: Layout, filter: Filter): Document => {
  switch (filter.op) {
    case 'all':
      return {};
    case 'none':
      return nothing;
    case 'and':
    case 'or': {
      const parts = flattened(filter.op, filter.filters).map((each) => compileFilter(layout, each));
      if (filter.op === 'and') return allOf(parts);
      return parts.length === 0 ? nothing : anyOf(parts);
    }
    case 'not':
      if (filter.filter.op === 'not') return compileFilter(layout, filter.filter.filter);
      return { $nor: [compileFilter(layout, filter.filter)] };
    case 'text':
      return text(layout, filter.text, filter.phrase);
    default:
      return onField(layout, filter);
  }
};

/** Where values of one field stand after this one in the one order of values; null for nowhere. */
export const pastValue = (path: string, value: Scalar, direction: 'asc' | 'desc'): Document | null => {
  const types = ['number', 'string', 'boolean'] as const;
  const at = value === null ? -1 : types.indexOf(typeof value as (typeof types)[number]);
  const beyond = direction === 'asc' ? types.slice(at + 1) : types.slice(0, Math.max(at, 0));
  const conditions: Document[] = beyond.map((type) => ({ [path]: ofType[type] }));
  if (value !== null) conditions.push({ [path]: { [direction === 'asc' ? '$gt' : '$lt']: value } });
  if (value !== null && direction === 'desc') conditions.push({ [path]: { $eq: null } });
  return conditions.length === 0 ? null : { $or: conditions };
};
