import { toInstant, type Instant } from '@firebreak/event-sourcing';

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;
const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(2101, 0, 1) - 1;

/**
 * RFC 3339 with a zone, a day of the calendar, a second below 60, between 1970 and 2100; finer than a millisecond is cut off.
 * `null` for everything else.
 */
export const parseInstant = (value: unknown): Instant | null => {
  const match = typeof value === 'string' ? rfc3339.exec(value) : null;
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const [zoneHour, zoneMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || zoneHour > 23 || zoneMinute > 59) return null;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null;
  const offset = (zoneHour * 60 + zoneMinute) * 60_000 * (match[8] === '-' ? -1 : 1);
  const fraction = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const millis = midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + fraction - offset;
  return millis >= earliest && millis <= latest ? toInstant(millis) : null;
};
