import { activities, levelFields, statuses } from '../mapped-case';
import { compileTimeFormat, isZone } from '../times/time-format';
import type { FieldOptions, Mapping, MappedField, StepRule } from './mapping';

interface Flaw {
  readonly at: string;
  readonly reason: string;
}

const isEncoding = (label: string): boolean => {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
};

const stepFlaws = function* (rule: StepRule | undefined, as: 'status' | 'activity', at: string): Generator<Flaw> {
  if (rule === undefined) return;
  const word = typeof rule === 'string' ? rule : rule.step;
  const words: readonly string[] = as === 'status' ? statuses : activities;
  if (!words.includes(word)) yield { at, reason: `"${word}" is no ${as}; one of ${words.join(', ')}` };
  const holds = word === 'on-hold' || word === 'hold';
  if (typeof rule !== 'string' && rule.hold !== undefined && !holds) yield { at, reason: `"${word}" takes no hold` };
};

const fieldFlaws = function* (field: MappedField, rule: FieldOptions): Generator<Flaw> {
  const at = `/fields/${field}`;
  const level = (levelFields as readonly string[]).includes(field);
  if (!level) return;
  if (rule.values === undefined && rule.constant === undefined) yield { at, reason: 'needs values that translate it to 1, 2 or 3' };
  if (rule.otherwise === 'as-is') yield { at: `${at}/otherwise`, reason: 'only 1, 2 or 3 can be kept' };
  for (const [raw, value] of Object.entries({ ...rule.values, ...(rule.constant === undefined ? {} : { constant: rule.constant }) })) {
    if (value !== 1 && value !== 2 && value !== 3) yield { at, reason: `"${raw}" must become 1, 2 or 3` };
  }
};

const shapeFlaws = function* ({ shape, time, steps, fields }: Mapping): Generator<Flaw> {
  if (shape?.kind !== 'time-columns') {
    if (time.column === undefined) yield { at: '/time', reason: 'needs the column of the step\'s time' };
    return;
  }
  if (time.column !== undefined) yield { at: '/time/column', reason: 'has no meaning with time-columns: each column is a time' };
  if (steps !== undefined) yield { at: '/steps', reason: 'has no meaning with time-columns: each column names its step' };
  for (const [index, column] of shape.columns.entries()) {
    const at = `/shape/columns/${index}`;
    yield* stepFlaws(column.step, column.as ?? 'activity', `${at}/step`);
    const unknown = column.fields?.find((field) => fields?.[field] === undefined);
    if (unknown !== undefined) yield { at: `${at}/fields`, reason: `"${unknown}" is not among the mapping's fields` };
  }
};

/** What a schema cannot say: words that belong together, formats, zones, encodings. */
export const checkMeaning = function* (mapping: Mapping): Generator<Flaw> {
  const { format, time, steps, fields } = mapping;
  if (format.encoding !== undefined && !isEncoding(format.encoding)) yield { at: '/format/encoding', reason: `"${format.encoding}" is no encoding` };
  if (time.zone !== undefined && !isZone(time.zone)) yield { at: '/time/zone', reason: `"${time.zone}" is no IANA zone` };
  const flaw = compileTimeFormat(time.format ?? 'rfc3339', time.zone ?? 'UTC');
  if (typeof flaw === 'string') yield { at: '/time/format', reason: flaw };
  yield* shapeFlaws(mapping);
  for (const [raw, rule] of Object.entries(steps?.values ?? {})) yield* stepFlaws(rule, steps!.as, `/steps/values/${raw}`);
  yield* stepFlaws(steps?.otherwise, steps?.as ?? 'status', '/steps/otherwise');
  for (const [field, rule] of Object.entries(fields ?? {}) as [MappedField, FieldOptions | string | readonly string[]][]) {
    yield* fieldFlaws(field, typeof rule === 'string' || Array.isArray(rule) ? {} : (rule as FieldOptions));
  }
};
