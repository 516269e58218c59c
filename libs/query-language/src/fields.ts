import type { Report, Span } from './diagnostics';
import type { Filter, Scalar } from './filter';
import { nearest } from './nearest';
import { spellWord } from './spelling';

/** A field that may be asked for. Data: the context that owns the documents declares it. */
export interface FieldSpec {
  /** Lower case, as typed before the colon. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** A `flag` knows only its `values`; the others read what is typed. */
  readonly kind: 'keyword' | 'number' | 'instant' | 'flag' | 'duration';
  /** Dotted path in the document: text, number, `Instant`, unused for a flag whose values are all filters, milliseconds. */
  readonly path: string;
  /** Typed value (lower case) to what it stands for: a condition, or what is stored at the path. */
  readonly values?: Readonly<Record<string, Filter | Scalar>>;
  /** What `field:none` means: null at the path, or a condition. Without it `none` is a value like any other. */
  readonly none?: 'null' | Filter;
  /** What `field:me` and `field:mine` mean: the asking person's id, or any of their groups. */
  readonly self?: 'id' | 'groups';
  /** Durations only: the path holds an instant, and the duration is the time `until` it or `since` it, as of now. */
  readonly clock?: 'until' | 'since';
  /** One line for people. */
  readonly description: string;
}

export interface FieldIndex {
  /** By name or alias. An unknown name is reported, with the nearest known one, at the start of the span. */
  readonly find: (name: string, span: Span | null, report: Report) => FieldSpec | null;
}

export const fieldIndex = (fields: readonly FieldSpec[]): FieldIndex => {
  const names = new Map<string, FieldSpec>();
  for (const field of fields) for (const name of [field.name, ...(field.aliases ?? [])]) names.set(name.toLowerCase(), field);
  return {
    find: (name, span, report) => {
      const field = names.get(name);
      if (field) return field;
      const near = nearest(name, names.keys());
      const hint = near === null ? '' : `; did you mean "${near}"?`;
      const place = span && { from: span.from, to: span.from + name.length };
      report('unknown-field', `No field is called "${name}", so this is searched as text${hint}`, place, near);
      return null;
    },
  };
};

/** Typical spellings by kind, for help and completion. */
export const examples = {
  keyword: [],
  flag: [],
  number: ['>1', '1..3'],
  instant: ['>now-1d', '>now-7d', '>now-30d'],
  duration: ['<30m', '<4h', '>1d'],
} as const satisfies Record<FieldSpec['kind'], readonly string[]>;

/** What may stand after the colon, as typed: the known values, then `none`, `me` or `mine`, then typical spellings. */
export const knownValues = (field: FieldSpec): readonly string[] => [
  ...Object.keys(field.values ?? {}).map((value) => spellWord(value)),
  ...(field.none === undefined ? [] : ['none']),
  ...(field.self === undefined ? [] : [field.self === 'id' ? 'me' : 'mine']),
  ...examples[field.kind],
];

export interface FieldHelp {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly accepts: string;
  readonly values: readonly string[];
  /** A term that may be tried as it stands. */
  readonly example: string;
}

/** What may stand after the colon, in words. */
export const accepts = {
  keyword: 'a word, a "quoted value", several with commas, or a beginning with *',
  flag: 'one of its values, several with commas',
  number: 'a number, > >= < <=, or a range 1..3',
  instant: 'a time, > >= < <=, or a range: now-7d, 2026-03, 2026-03-05, 2026-03-05T10:00Z',
  duration: 'a duration, > >= < <=, or a range: 30m, 4h, 1d12h, 2w',
} as const satisfies Record<FieldSpec['kind'], string>;

/** For a help page or an empty list: each field, what it takes, and an example. */
export const describeFields = (fields: readonly FieldSpec[]): readonly FieldHelp[] =>
  fields.map((field) => {
    const values = knownValues(field);
    const { name, aliases = [], description, kind } = field;
    return { name, aliases, description, accepts: accepts[kind], values, example: `${name}:${values[0] ?? 'word'}` };
  });
