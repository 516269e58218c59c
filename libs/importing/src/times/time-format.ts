import { calendarMillis, instantOf, isZone, toUtc } from './calendar';
import type { Instant } from '../mapped-case';

export { isZone };

/** Null for a text that is no time of the format. */
export type TimeReader = (text: string) => Instant | null;

type Part = 'year' | 'month' | 'day' | 'hour' | 'half' | 'minute' | 'second' | 'fraction' | 'offset' | 'meridiem';

const offset = '(Z|[+-]\\d{2}:?\\d{2})';

const tokens: Readonly<Record<string, readonly [Part, string]>> = {
  yyyy: ['year', '(\\d{4})'],
  MM: ['month', '(\\d{2})'],
  M: ['month', '(\\d{1,2})'],
  dd: ['day', '(\\d{2})'],
  d: ['day', '(\\d{1,2})'],
  HH: ['hour', '(\\d{2})'],
  H: ['hour', '(\\d{1,2})'],
  hh: ['half', '(\\d{2})'],
  h: ['half', '(\\d{1,2})'],
  mm: ['minute', '(\\d{2})'],
  ss: ['second', '(\\d{2})'],
  SSS: ['fraction', '(\\d{1,9})'],
  XXX: ['offset', offset],
  a: ['meridiem', '([AaPp][Mm])'],
};

const lexer = /yyyy|MM|M|dd|d|HH|H|hh|h|mm|ss|SSS|XXX|a|'[^']*'|[^A-Za-z']+/y;

const escaped = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const offsetMillis = (text: string): number => {
  if (text === 'Z' || text === 'z') return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  if (hours > 18 || minutes > 59) return Number.NaN;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};

const fractionMillis = (digits: string): number => Number(digits.padEnd(3, '0').slice(0, 3));

const hourOf = (groups: readonly string[], parts: readonly Part[]): number | null => {
  const half = parts.indexOf('half');
  if (half < 0) return Number(groups[parts.indexOf('hour')] ?? 0);
  const hour = Number(groups[half]);
  if (hour < 1 || hour > 12) return null;
  const afternoon = (groups[parts.indexOf('meridiem')] ?? 'am').toLowerCase() === 'pm';
  return (hour % 12) + (afternoon ? 12 : 0);
};

const reader = (pattern: RegExp, parts: readonly Part[], zone: string): TimeReader => {
  const at = (part: Part): number => parts.indexOf(part);
  const [year, month, day, minute, second, fraction, zoneAt] = [at('year'), at('month'), at('day'), at('minute'), at('second'), at('fraction'), at('offset')];
  return (text) => {
    const groups = pattern.exec(text)?.slice(1);
    if (!groups) return null;
    const hour = hourOf(groups, parts);
    if (hour === null) return null;
    const whole = calendarMillis(Number(groups[year]), Number(groups[month]), Number(groups[day]), hour, Number(groups[minute] ?? 0), Number(groups[second] ?? 0));
    if (whole === null) return null;
    const local = whole + fractionMillis(groups[fraction] ?? '');
    const said = groups[zoneAt];
    return instantOf(said === undefined ? toUtc(local, zone) : local - offsetMillis(said));
  };
};

const compilePattern = (format: string, zone: string): TimeReader | string => {
  const parts: Part[] = [];
  let source = '';
  for (lexer.lastIndex = 0; lexer.lastIndex < format.length; ) {
    const start = lexer.lastIndex;
    const piece = lexer.exec(format)?.[0];
    if (piece === undefined) return `does not know "${format.slice(start)}"`;
    const token = tokens[piece];
    if (token) parts.push(token[0]);
    source += token ? token[1] : escaped(piece.startsWith("'") ? piece.slice(1, -1) : piece);
  }
  const missing = (['year', 'month', 'day'] as const).find((part) => !parts.includes(part));
  if (missing) return `names no ${missing}`;
  if (new Set(parts).size < parts.length) return 'names a part twice';
  if (parts.includes('half') !== parts.includes('meridiem')) return 'needs both h and a, or neither';
  return reader(new RegExp(`^${source}$`), parts, zone);
};

const epoch =
  (factor: number): TimeReader =>
  (text) =>
    /^-?\d{1,15}(\.\d+)?$/.test(text) ? instantOf(Math.trunc(Number(text) * factor)) : null;

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d{2}:?\d{2})?$/;

/**
 * How to read a format's times: `rfc3339`, `epoch-seconds`, `epoch-milliseconds` or a pattern of yyyy M MM d dd H HH h hh a
 * mm ss SSS XXX and literals. A text without an offset is read in `zone`; in an hour that the clock shows twice the first
 * counts, in one that it leaves out the next. What is finer than a millisecond is cut off. A string says what is wrong with the format.
 */
export const compileTimeFormat = (format: string, zone: string): TimeReader | string => {
  if (format === 'epoch-seconds') return epoch(1000);
  if (format === 'epoch-milliseconds') return epoch(1);
  if (format === 'rfc3339') return reader(rfc3339, ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction', 'offset'], zone);
  return compilePattern(format, zone);
};
