import { CodedError, withChanges, type Guard } from '@firebreak/event-sourcing';
import type { Document, ObjectId } from 'mongodb';
import { scalar } from './compile-filter';
import { keptOf, keptOfChanges, type Kept } from './index-fields';
import type { Layout } from './layout';
import { asJson, storedPath, toStored } from './stored-form';

export interface StoredDocument {
  readonly _id: string;
  readonly doc: unknown;
  /** Names of the last writes, by which a writer whose answer was lost finds out that it came through. */
  readonly w: readonly ObjectId[];
}

const remembered = 16;
// More than clocks differ and an attempt takes.
const longAgoMs = 120_000;

/** Has the document had so many writes of late that it may have forgotten this one? */
const mayHaveForgotten = (names: readonly ObjectId[], name: ObjectId): boolean =>
  names.length >= remembered && names[0]!.getTimestamp().getTime() > name.getTimestamp().getTime() - longAgoMs;

/**
 * Did a write come through, by the names that its document remembers?
 * @param again whether an answer was lost
 * @throws CodedError `read-store-unavailable`: nobody can say
 */
export const cameThrough = (names: readonly ObjectId[], name: ObjectId, again: boolean): boolean => {
  if (names.some((known) => known.equals(name))) return true;
  if (again && mayHaveForgotten(names, name)) throw new CodedError('read-store-unavailable', { reason: 'answer-lost' });
  return false;
};

/** @throws TypeError: an object would be a condition */
export const checkedId = (id: unknown): string => {
  if (typeof id !== 'string') throw new TypeError('an id is a text');
  return id;
};

/** `k.room: 'hall'` as `k: { room: 'hall' }`, without what is left out. */
const nested = (kept: Kept): Record<string, Document> => {
  const groups: Record<string, Document> = { k: {} };
  for (const [key, value] of Object.entries(kept)) {
    const [group = '', name = ''] = key.split('.');
    if (value !== undefined) groups[group] = { ...groups[group], [name]: value };
  }
  return groups;
};

/** The fields of an update; what is undefined is taken away. */
export const fieldsOf = (fields: Readonly<Record<string, unknown>>): Document => {
  const entries = Object.entries(fields);
  const set = entries.filter(([, value]) => value !== undefined);
  const unset = entries.filter(([, value]) => value === undefined).map(([key]) => [key, ''] as const);
  return { ...(set.length > 0 && { $set: Object.fromEntries(set) }), ...(unset.length > 0 && { $unset: Object.fromEntries(unset) }) };
};

const named = (name: ObjectId): Document => ({ $push: { w: { $each: [name], $slice: -remembered } } });

/** @param again leaves out a document that this very write has already changed */
export const conditionOf = (id: string, where: Guard, name: ObjectId, again: boolean): Document => ({
  _id: { $eq: checkedId(id) },
  ...Object.fromEntries(Object.entries(where).map(([path, value]) => [storedPath(path), { $eq: scalar(value) }])),
  ...(again && { w: { $ne: name } }),
});

export const wholeOf = (layout: Layout, doc: object): Document => {
  const json = asJson(doc) ?? {};
  return { doc: toStored(json), ...nested(keptOf(layout, json)) };
};

export const insertionOf = (layout: Layout, id: string, doc: object, name: ObjectId): Document => ({ _id: checkedId(id), ...wholeOf(layout, doc), w: [name] });

export const replacementOf = (layout: Layout, doc: object, name: ObjectId): Document => ({ $set: wholeOf(layout, doc), ...named(name) });

/** The changes one after another, as changes of which none lies inside another. @throws CodedError `invalid-path` */
export const settled = (changes: Readonly<Record<string, unknown>>): Map<string, unknown> => {
  withChanges({}, changes);
  const result = new Map<string, unknown>();
  for (const [path, value] of Object.entries(changes)) {
    for (const known of [...result.keys()]) if (known.startsWith(`${path}.`)) result.delete(known);
    const outer = [...result.keys()].find((known) => path.startsWith(`${known}.`));
    if (outer === undefined) result.set(path, asJson(value));
    else result.set(outer, withChanges({ at: result.get(outer) }, { [`at${path.slice(outer.length)}`]: asJson(value) }).at);
  }
  return result;
};

export const changesOf = (layout: Layout, changes: ReadonlyMap<string, unknown>, name: ObjectId): Document => ({
  ...fieldsOf({ ...Object.fromEntries([...changes].map(([path, value]) => [storedPath(path), toStored(value)])), ...keptOfChanges(layout, changes) }),
  ...named(name),
});

export const uniqueViolation = (layout: Layout, id: string): CodedError => new CodedError('unique-violation', { collection: layout.spec.name, id });
