import { ImportError } from '../import-error';
import type { Instant, TimeField } from '../mapped-case';
import type { Column, FieldRule, MappedField, Mapping, StepWord } from '../mapping/mapping';
import { compileTimeFormat, type TimeReader } from '../times/time-format';
import { columnNames, compileColumn, shortText, type TextsReader, type Values } from './column';
import { compileField, type FieldValue } from './field-rules';
import type { OrderKey } from './loose-step';
import { createOwnText } from './own-text';
import type { Reporter } from './report';
import { RowError } from './row-error';
import { compileMeaning, type FileContext, type MeaningReader } from './step-rules';

export type Untranslated = (what: string, value: string) => void;

/** A mapping made ready for the columns of one file. */
export interface StepReader {
  readonly context: FileContext;
  caseId(values: Values): string;
  order(values: Values, outer: Values | null): readonly OrderKey[];
  time(read: TextsReader, values: Values, outer: Values | null): Instant | null;
  actor(values: Values, outer: Values | null): { readonly actor: string | null; readonly machine: boolean };
  readonly meaning: MeaningReader;
  readonly fieldNames: readonly MappedField[];
  /** One value for each of the names. */
  fields(values: Values, outer: Values | null, word: StepWord | null, untranslated: Untranslated): (FieldValue | undefined)[];
  readonly timeNames: readonly TimeField[];
  times(values: Values, outer: Values | null): (Instant | undefined)[];
}

const longestName = 200;

const remembering = (read: TimeReader): TimeReader => {
  let lastText: string | undefined;
  let last: Instant | null = null;
  return (text) => (text === lastText ? last : ((lastText = text), (last = read(text))));
};

const timeReader = (column: string, read: TimeReader) => (text: string | undefined): Instant | null => {
  if (text === undefined) return null;
  const instant = read(text);
  if (instant === null) throw new RowError('unknown-time', `${column}: ${text}`);
  return instant;
};

const orderKey = (text: string | undefined, as: 'text' | 'number', column: string, own: (text: string) => string): OrderKey => {
  if (text === undefined) return null;
  if (as === 'text') return own(text);
  const number = Number(text);
  if (Number.isNaN(number)) throw new RowError('bad-order', `${column}: ${text}`);
  return number;
};

const orderReader = (mapping: Mapping, context: FileContext): StepReader['order'] => {
  const keys = (mapping.order ?? []).map(({ column, as }) => ({ read: context.need(column), as: as ?? 'text', name: columnNames(column).join(' or ') }) as const);
  const own = createOwnText();
  return (values, outer) => keys.map(({ read, as, name }) => orderKey(read(values, outer)[0], as, name, own));
};

const actorReader = ({ actor }: Mapping, { header, missing }: FileContext): StepReader['actor'] => {
  const read = actor && compileColumn(actor.column, header, missing);
  const machines = new Set(actor?.machines);
  const own = createOwnText();
  return (values, outer) => {
    const text = read && shortText(read(values, outer), longestName, 'actor');
    const name = text === undefined || text === null ? null : own(text);
    return { actor: name, machine: name !== null && machines.has(name) };
  };
};

const contextOf = (mapping: Mapping, header: readonly string[] | null, file: string): FileContext => {
  const missing = new Set(mapping.missing);
  const need = (column: Column): TextsReader => {
    const read = compileColumn(column, header, missing);
    if (read) return read;
    const name = columnNames(column).join(' or ');
    throw new ImportError('missing-column', `${file} has no column ${name}, which the mapping ${mapping.mapping} needs`, { file, column: name });
  };
  return { header, missing, need };
};

/** @throws ImportError `missing-column` when the case, the time, the order or the step stand in no column of the file */
export const compileReader = (mapping: Mapping, header: readonly string[] | null, file: string, reporter: Reporter): StepReader => {
  const context = contextOf(mapping, header, file);
  const format = compileTimeFormat(mapping.time.format ?? 'rfc3339', mapping.time.zone ?? 'UTC');
  if (typeof format === 'string') throw new ImportError('bad-mapping', `mapping ${mapping.mapping}: /time/format ${format}`, { path: '/time/format' });
  const caseColumn = context.need(mapping.case);
  const ownId = createOwnText();
  const absent = (column: string): void => reporter.absentColumn(column);
  const fieldReaders = (Object.entries(mapping.fields ?? {}) as [MappedField, FieldRule][]).flatMap(
    ([field, rule]) => compileField(field, rule, header, context.missing, absent) ?? [],
  );
  const extraTimes = (Object.entries(mapping.times ?? {}) as [TimeField, Column][]).flatMap(([field, column]) => {
    const read = compileColumn(column, header, context.missing);
    if (!read) absent(columnNames(column).join(' or '));
    return read ? [{ field, read, instant: timeReader(field, remembering(format)) }] : [];
  });
  const stepTime = timeReader('time', remembering(format));
  return {
    context,
    caseId: (values) => {
      const id = shortText(caseColumn(values, null), longestName, 'case');
      if (id === undefined) throw new RowError('no-case', columnNames(mapping.case).join(' or '));
      return ownId(id);
    },
    order: orderReader(mapping, context),
    time: (read, values, outer) => stepTime(read(values, outer)[0]),
    actor: actorReader(mapping, context),
    meaning: compileMeaning(mapping, context),
    fieldNames: fieldReaders.map(({ field }) => field),
    fields: (values, outer, word, untranslated) => fieldReaders.map((reader) => reader.read(values, outer, word, untranslated)),
    timeNames: extraTimes.map(({ field }) => field),
    times: (values, outer) => extraTimes.map(({ read, instant }) => instant(read(values, outer)[0]) ?? undefined),
  };
};
