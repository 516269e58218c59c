import type { HoldReason, StepMeaning } from '../mapped-case';
import type { Column, HoldColumn, JoinedColumns, Mapping, StepRule, StepWord } from '../mapping/mapping';
import { createOwnText } from './own-text';
import { compileColumn, shortText, type TextsReader, type Values } from './column';

/** What happened in a row; `untranslated` is told what the mapping has no word for. */
export type MeaningReader = (values: Values, outer: Values | null, untranslated: (what: string, value: string) => void) => StepMeaning | null;

export interface FileContext {
  readonly header: readonly string[] | null;
  readonly missing: ReadonlySet<string>;
  /** @throws ImportError `missing-column` */
  need(column: Column): TextsReader;
}

type HoldReader = (values: Values, outer: Values | null, untranslated: (what: string, value: string) => void) => HoldReason | null;

const holdReader = (hold: HoldReason | HoldColumn | undefined, context: FileContext): HoldReader => {
  if (hold === undefined) return () => null;
  if (typeof hold === 'string') return () => hold;
  const read = compileColumn(hold.column, context.header, context.missing);
  const otherwise = hold.otherwise ?? null;
  if (!read) return () => otherwise;
  return (values, outer, untranslated) => {
    const [text] = read(values, outer);
    if (text === undefined) return otherwise;
    if (Object.hasOwn(hold.values, text)) return hold.values[text] ?? null;
    untranslated('holdReason', text);
    return otherwise;
  };
};

export type MeaningMaker = (raw: string, values: Values, outer: Values | null, untranslated: (what: string, value: string) => void) => StepMeaning;

/** A rule and the raw word it stands for. */
export const compileRule = (rule: StepRule, as: 'status' | 'activity', context: FileContext): MeaningMaker => {
  const word: StepWord = typeof rule === 'string' ? rule : rule.step;
  const hold = typeof rule === 'string' ? undefined : rule.hold;
  const make = (raw: string, holdReason: HoldReason | null): StepMeaning => ({ as, [as]: word, holdReason, raw }) as unknown as StepMeaning;
  const read = holdReader(hold, context);
  if (typeof hold === 'object') return (raw, values, outer, untranslated) => make(raw, read(values, outer, untranslated));
  const constant = hold ?? null;
  let last: StepMeaning | undefined;
  return (raw) => (last?.raw === raw ? last : (last = make(raw, constant)));
};

const isJoined = (column: Column | JoinedColumns): column is JoinedColumns => typeof column === 'object' && !Array.isArray(column);

const rawReader = (column: Column | JoinedColumns, context: FileContext): TextsReader => {
  if (!isJoined(column)) return context.need(column);
  const readers = column.join.map((each) => context.need(each));
  const separator = column.separator ?? '/';
  return (values, outer) => {
    const texts = readers.map((read) => read(values, outer)[0] ?? '');
    return texts.every((text) => text === '') ? [] : [texts.join(separator)];
  };
};

const longestWord = 1_000;

/** Reads a row's step. A value without a rule is reported and becomes `otherwise`. */
export const compileMeaning = ({ steps }: Mapping, context: FileContext): MeaningReader => {
  if (!steps) return () => null;
  const read = rawReader(steps.column, context);
  const rules = new Map(Object.entries(steps.values).map(([raw, rule]) => [raw, compileRule(rule, steps.as, context)]));
  const own = createOwnText();
  const otherwise = compileRule(steps.otherwise ?? (steps.as === 'status' ? 'unknown' : 'other'), steps.as, context);
  return (values, outer, untranslated) => {
    const raw = shortText(read(values, outer), longestWord, 'step');
    if (raw === undefined) return null;
    const rule = rules.get(raw);
    if (!rule) untranslated('step', raw);
    return (rule ?? otherwise)(own(raw), values, outer, untranslated);
  };
};

export const wordOf = (meaning: StepMeaning | null): StepWord | null => meaning && (meaning.as === 'status' ? meaning.status : meaning.activity);
