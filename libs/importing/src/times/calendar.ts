import type { Instant } from '../mapped-case';

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** Milliseconds of a date and time read as UTC; null for one that no calendar has. A leap second counts as the next second. */
export const calendarMillis = (year: number, month: number, day: number, hour: number, minute: number, second: number): number | null => {
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

export const instantOf = (millis: number): Instant | null => {
  if (!Number.isFinite(millis) || millis < -30_610_224_000_000 || millis > 253_402_300_799_999) return null;
  return new Date(millis).toISOString();
};

export const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const quarterHour = 900_000;
const offsets = new Map<string, Map<number, number>>();

const offsetAt = (local: number, zone: string): number => {
  const { year, month, day, hour, minute } = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC');
  return local - Temporal.PlainDateTime.from({ year, month, day, hour, minute }).toZonedDateTime(zone).epochMilliseconds;
};

/** From a zone's wall clock to UTC; both in milliseconds. One look-up serves a quarter hour: since 1972 offsets change on none other. */
export const toUtc = (local: number, zone: string): number => {
  if (zone === 'UTC') return local;
  let known = offsets.get(zone);
  if (!known) offsets.set(zone, (known = new Map()));
  const quarter = Math.floor(local / quarterHour) * quarterHour;
  let offset = known.get(quarter);
  if (offset === undefined) {
    if (known.size > 100_000) known.clear();
    known.set(quarter, (offset = offsetAt(quarter, zone)));
  }
  return local - offset;
};
