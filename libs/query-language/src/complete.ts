import { knownValues, type FieldSpec } from './fields';
import { nearest } from './nearest';
import { endsText, endsValue } from './spelling';

export interface Suggestion {
  /** Replaces the text between `from` and `to`; a field ends with its colon. */
  readonly text: string;
  /** The field it belongs to; with it a host can look up counts or more values. */
  readonly field: string;
  readonly description: string;
}

export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
}

/** Behind the last break before the cursor, quotes respected. */
const lastStart = (text: string, begin: number, cursor: number, breaks: (char: string) => boolean): number => {
  let start = begin;
  let quoted = false;
  for (let at = begin; at < cursor; at += 1) {
    const char = text.charAt(at);
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted && (at === start || /[:,<>=.-]/.test(text.charAt(at - 1)));
    else if (!quoted && breaks(char)) start = at + 1;
  }
  return start;
};

const wordEnd = (text: string, cursor: number, ends: (char: string | undefined) => boolean): number => {
  let end = cursor;
  while (!ends(text[end])) end += 1;
  return end;
};

const matching = <T>(typed: string, options: readonly T[], spelled: (option: T) => readonly string[]): readonly T[] => {
  const wanted = typed.toLowerCase().replace(/^"/, '');
  const begun = options.filter((option) => spelled(option).some((name) => name.toLowerCase().replace(/^"/, '').startsWith(wanted)));
  if (begun.length > 0) return begun;
  const near = nearest(wanted, options.flatMap(spelled));
  return near === null ? [] : options.filter((option) => spelled(option).includes(near));
};

/** What could stand at the cursor: field names, or after a colon the field's values; what begins so, else the nearest. */
export const complete = (text: string, cursor: number, fields: readonly FieldSpec[]): Completion => {
  const at = Math.max(0, Math.min(cursor, text.length));
  let start = lastStart(text, 0, at, endsText);
  while (start < at && text[start] === '-') start += 1;
  const typed = text.slice(start, at);
  if (typed.startsWith('"')) return { from: start, to: at, suggestions: [] };
  const colon = typed.indexOf(':');
  const names = (field: FieldSpec): readonly string[] => [field.name, ...(field.aliases ?? [])];
  if (colon < 0) {
    const end = wordEnd(text, at, (char) => char === ':' || endsText(char));
    const suggestions = matching(typed, fields, names).map(({ name, description }) => ({ text: `${name}:`, field: name, description }));
    return { from: start, to: text[end] === ':' ? end + 1 : end, suggestions };
  }
  const named = typed.slice(0, colon).toLowerCase();
  const field = fields.find((candidate) => names(candidate).some((name) => name.toLowerCase() === named));
  const from = lastStart(text, start + colon + 1, at, (char) => char === ',');
  const to = text[from] === '"' ? at : wordEnd(text, at, endsValue);
  if (!field) return { from, to, suggestions: [] };
  const values = matching(text.slice(from, at), knownValues(field), (value) => [value]);
  return { from, to, suggestions: values.map((value) => ({ text: value, field: field.name, description: field.description })) };
};
