/** UTC, fixed width, `2026-03-05T10:11:12.345Z`. */
export type Instant = string;

/** A point in time (`end` null) or a calendar period from `start` up to, not including, `end`. */
export interface Moment {
  readonly start: Instant;
  readonly end: Instant | null;
}

export interface TimeFrame {
  readonly now: Instant;
  /** IANA name: where days, months and years begin, and where a time without an offset is meant. */
  readonly zone: string;
}

const relative = /^now((?:[+-]\d{1,6}[mhdw](?:\d{1,6}[mhdw])*)*)$/i;
const calendar = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const dateTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/i;
const units = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const;

const instant = (at: Temporal.Instant | Temporal.ZonedDateTime): Instant => {
  const text = ('toInstant' in at ? at.toInstant() : at).toString({ smallestUnit: 'millisecond' });
  if (text.length !== 24) throw new RangeError('outside the years 0000 to 9999');
  return text;
};

// By name: an error of another realm is no instance of ours.
const inRange = <T>(make: () => T): T | null => {
  try {
    return make();
  } catch (error) {
    if ((error as { name?: unknown } | null)?.name === 'RangeError') return null;
    throw error;
  }
};

const isUnit = (letter: string): letter is keyof typeof units => Object.hasOwn(units, letter);

// Days and weeks keep the time of day in the zone; hours and minutes are exact.
const shifted = (steps: string, frame: TimeFrame): Moment => {
  let at = Temporal.Instant.from(frame.now).toZonedDateTimeISO(frame.zone);
  let sign = 1;
  for (const [, signed, count, letter = ''] of steps.toLowerCase().matchAll(/([+-]?)(\d+)([mhdw])/g)) {
    if (signed) sign = signed === '-' ? -1 : 1;
    if (isUnit(letter)) at = at.add({ [units[letter]]: sign * Number(count) });
  }
  return { start: instant(at), end: null };
};

const period = ([, year, month, day]: RegExpExecArray, zone: string): Moment => {
  const fields = { year: Number(year), month: Number(month ?? 1), day: Number(day ?? 1) };
  const first = Temporal.PlainDate.from(fields, { overflow: 'reject' });
  const next = first.add(day ? { days: 1 } : month ? { months: 1 } : { years: 1 });
  return { start: instant(first.toZonedDateTime(zone)), end: instant(next.toZonedDateTime(zone)) };
};

const point = (text: string, offset: string | undefined, zone: string): Moment => {
  const at = offset ? Temporal.Instant.from(text) : Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
  return { start: instant(at), end: null };
};

/** `now`, `now-7d`, `now+1d12h`, `2026`, `2026-03`, `2026-03-05`, RFC 3339 with or without offset; null for anything else. */
export const readMoment = (text: string, frame: TimeFrame): Moment | null => {
  const steps = relative.exec(text);
  const date = calendar.exec(text);
  const time = dateTime.exec(text);
  return inRange(() => {
    if (steps) return shifted(steps[1] ?? '', frame);
    if (date) return period(date, frame.zone);
    return time ? point(text, time[1], frame.zone) : null;
  });
};

const lengths: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `30m`, `1d12h`, `-2h` in milliseconds; a day is 24 hours. Null for anything else, and past what a number holds exactly. */
export const readDuration = (text: string): number | null => {
  const found = /^(-?)((?:\d{1,9}[smhdw])+)$/i.exec(text);
  if (!found?.[2]) return null;
  let millis = 0;
  for (const [, count, unit = ''] of found[2].toLowerCase().matchAll(/(\d+)([smhdw])/g)) {
    millis += Number(count) * (lengths[unit] ?? 0);
  }
  return Number.isSafeInteger(millis) ? (found[1] === '-' ? 0 - millis : millis) : null;
};

/** Null where the result lies outside the years 0000 to 9999. */
export const plus = (at: Instant, millis: number): Instant | null =>
  inRange(() => instant(Temporal.Instant.from(at).add({ milliseconds: millis })));
