import { CodedError } from './errors';
import type { Guard } from './read-store';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a dotted path; null where there is nothing. */
export const valueAt = (doc: object, path: string): unknown => {
  let value: unknown = doc;
  for (const segment of path.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, segment)) return null;
    value = value[segment];
  }
  return value ?? null;
};

/** Every guarded path equals; a missing path equals null. */
export const guardHolds = (doc: object, where: Guard): boolean => Object.entries(where).every(([path, expected]) => valueAt(doc, path) === expected);

const withPath = (target: Record<string, unknown>, segments: readonly string[], value: unknown): Record<string, unknown> => {
  const [head, ...rest] = segments;
  if (head === undefined || head === '' || head === '__proto__') throw new CodedError('invalid-path', { path: segments.join('.') });
  const inner = Object.hasOwn(target, head) ? target[head] : undefined;
  return { ...target, [head]: rest.length === 0 ? value : withPath(isRecord(inner) ? inner : {}, rest, value) };
};

/** A copy with the dotted paths set; objects on the way are made where missing. */
export const withChanges = <D extends object>(doc: D, changes: Readonly<Record<string, unknown>>): D =>
  Object.entries(changes).reduce((copy, [path, value]) => withPath(copy, path.split('.'), value), doc as unknown as Record<string, unknown>) as unknown as D;

/** The words of a text as the `text` condition compares them: letters and digits, without case and accents. */
export const wordsOf = (text: string): string[] =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').match(/[\p{L}\p{N}]+/gu) ?? [];

/** The texts at a path, each searched for a phrase on its own. */
export const textsAt = (doc: object, path: string): string[] => {
  const value = valueAt(doc, path);
  return (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string');
};
