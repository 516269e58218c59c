import type { Column } from '../mapping/mapping';
import { RowError } from './row-error';

/** A CSV row or an object; `outer` is the record around a nested step. */
export type Values = readonly string[] | Readonly<Record<string, unknown>>;

/** All values a column has in a record: trimmed, without missing ones. */
export type TextsReader = (values: Values, outer: Values | null) => readonly string[];

const none: readonly string[] = [];

const walk = (value: unknown, path: readonly string[]): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(value)) return value.map((each) => walk(each, path));
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return walk((value as Record<string, unknown>)[key], rest);
};

const valueAt = (values: Values, name: string, path: readonly string[]): unknown => {
  const keyed = values as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(keyed, name)) return keyed[name];
  return path.length > 1 ? walk(keyed, path) : undefined;
};

/** What an incident can hold of one value. */
export const longestText = 20_000;

const present = (text: string, missing: ReadonlySet<string>, column: string): readonly string[] => {
  const trimmed = text.trim();
  if (trimmed.length > longestText) throw new RowError('too-long', column);
  return trimmed === '' || missing.has(trimmed) ? none : [trimmed];
};

const textsOf = (value: unknown, missing: ReadonlySet<string>, column: string): readonly string[] => {
  if (value === null || value === undefined) return none;
  if (typeof value === 'string') return present(value.toWellFormed(), missing, column);
  if (typeof value === 'number' || typeof value === 'boolean') return present(String(value), missing, column);
  if (Array.isArray(value)) return value.flatMap((each) => textsOf(each, missing, column));
  throw new RowError('not-a-value', column);
};

const singleReader = (name: string, header: readonly string[] | null, missing: ReadonlySet<string>): TextsReader | null => {
  if (header) {
    const index = header.indexOf(name);
    return index < 0 ? null : (values) => present((values as readonly string[])[index] ?? '', missing, name);
  }
  const path = name.split('.');
  return (values, outer) => {
    const own = textsOf(valueAt(values, name, path), missing, name);
    return own.length > 0 || outer === null ? own : textsOf(valueAt(outer, name, path), missing, name);
  };
};

/** The first value of a column that has room for `longest` characters only. */
export const shortText = (texts: readonly string[], longest: number, column: string): string | undefined => {
  const [text] = texts;
  if (text !== undefined && text.length > longest) throw new RowError('too-long', column);
  return text;
};

export const columnNames = (column: Column): readonly string[] => (typeof column === 'string' ? [column] : column);

/** Null when the file has a header and none of the columns is in it. */
export const compileColumn = (column: Column, header: readonly string[] | null, missing: ReadonlySet<string>): TextsReader | null => {
  const readers = columnNames(column).flatMap((name) => singleReader(name, header, missing) ?? []);
  const [only] = readers;
  if (only === undefined || readers.length === 1) return only ?? null;
  return (values, outer) => {
    for (const read of readers) {
      const texts = read(values, outer);
      if (texts.length > 0) return texts;
    }
    return none;
  };
};

/** The raw value under a path, for arrays of steps. */
export const rawValue = (values: Values, column: Column): unknown => {
  for (const name of columnNames(column)) {
    const value = valueAt(values, name, name.split('.'));
    if (value !== undefined) return value;
  }
  return undefined;
};
