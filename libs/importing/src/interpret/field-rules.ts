import { levelFields } from '../mapped-case';
import type { Column, FieldOptions, FieldRule, MappedField, StepWord } from '../mapping/mapping';
import { columnNames, compileColumn, type TextsReader, type Values } from './column';
import { createOwnText } from './own-text';

export type FieldValue = string | number | null;

/** `undefined`: the row does not say the field. */
export interface FieldReader {
  readonly field: MappedField;
  read(values: Values, outer: Values | null, word: StepWord | null, untranslated: (what: string, value: string) => void): FieldValue | undefined;
}

export const fieldOptions = (rule: FieldRule): FieldOptions =>
  typeof rule === 'string' || Array.isArray(rule) ? { column: rule as Column } : (rule as FieldOptions);

const pick = (texts: readonly string[], { list, separator }: FieldOptions): string => {
  if (texts.length === 1 || list === undefined || list === 'first') return texts[0] ?? '';
  return list === 'last' ? (texts.at(-1) ?? '') : texts.join(separator ?? ', ');
};

const translator = (field: MappedField, options: FieldOptions): ((text: string) => FieldValue | undefined) => {
  const level = (levelFields as readonly string[]).includes(field);
  const asIs = options.otherwise === undefined ? !level : options.otherwise === 'as-is';
  const own = createOwnText();
  const translations = new Map(Object.entries(options.values ?? {}).map(([raw, value]) => [raw, level ? value : String(value)]));
  return (text) => translations.get(text) ?? (asIs ? own(text) : undefined);
};

const valueReader = (field: MappedField, options: FieldOptions, texts: TextsReader | null): FieldReader['read'] | null => {
  const { constant, missing } = options;
  const translate = translator(field, options);
  if (!texts && constant === undefined) return null;
  const fallback = constant === undefined ? (missing === 'clears' ? null : undefined) : typeof constant === 'number' && field !== 'impact' && field !== 'urgency' ? String(constant) : constant;
  return (values, outer, _word, untranslated) => {
    const said = texts ? texts(values, outer) : [];
    if (said.length === 0) return fallback;
    const text = pick(said, options);
    const value = translate(text);
    if (value === undefined) untranslated(field, text);
    return value;
  };
};

/** Null, and told to `absent`, when the file has none of the field's columns. */
export const compileField = (
  field: MappedField,
  rule: FieldRule,
  header: readonly string[] | null,
  missing: ReadonlySet<string>,
  absent: (column: string) => void,
): FieldReader | null => {
  const options = fieldOptions(rule);
  const texts = options.column === undefined ? null : compileColumn(options.column, header, missing);
  if (options.column !== undefined && !texts) absent(columnNames(options.column).join(' or '));
  const read = valueReader(field, options, texts);
  if (!read) return null;
  const only = options.in && new Set(options.in);
  if (!only) return { field, read };
  return { field, read: (values, outer, word, untranslated) => (word !== null && only.has(word) ? read(values, outer, word, untranslated) : undefined) };
};
