import { slotMs } from './slots';

const dayMs = 86_400_000;

export interface LocalDay {
  readonly day: string;
  readonly start: number;
  readonly end: number;
}

/** Milliseconds at which a UTC day begins. */
export const utcDayStart = (day: string): number => Date.parse(`${day}T00:00:00.000Z`);

/** The UTC day of an instant. */
export const utcDayOf = (millis: number): string => new Date(millis).toISOString().slice(0, 10);

export const plusDays = (day: string, days: number): string => utcDayOf(utcDayStart(day) + days * dayMs);

/** The UTC days that a span touches. */
export const utcDaysOf = (start: number, end: number): string[] => {
  const days: string[] = [];
  for (let at = Math.floor(start / dayMs) * dayMs; at < end; at += dayMs) days.push(utcDayOf(at));
  return days;
};

const starts = new Map<string, number>();

/** Milliseconds at which a day begins in a zone: not always midnight. */
export const localDayStart = (zone: string, day: string): number => {
  if (zone === 'UTC') return utcDayStart(day);
  const key = `${zone}|${day}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  const start = Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
  if (starts.size >= 50_000) starts.clear();
  starts.set(key, start);
  return start;
};

export const localDay = (zone: string, day: string): LocalDay => ({
  day,
  start: localDayStart(zone, day),
  end: localDayStart(zone, plusDays(day, 1)),
});

/** The day whose bounds contain the instant: where a clock goes back over midnight its date alone does not say. */
export const localDayAt = (zone: string, millis: number): LocalDay => {
  const date = zone === 'UTC' ? utcDayOf(millis) : Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO(zone).toPlainDate().toString();
  const found = localDay(zone, date);
  if (millis < found.start) return localDay(zone, plusDays(date, -1));
  return millis < found.end ? found : localDay(zone, plusDays(date, 1));
};

/** Made of whole quarter hours? Historic offsets are not; figures of such days come from the facts. */
export const isSlotAligned = (millis: number): boolean => millis % slotMs === 0;

/** The local days of a zone that contain a quarter hour of the UTC day, as far as quarter hours add up to them. */
export const localDaysOf = (zone: string, day: string, slots: Iterable<number>): LocalDay[] => {
  const start = utcDayStart(day);
  const found = new Map<string, LocalDay>();
  let last: LocalDay | null = null;
  for (const slot of slots) {
    const at = start + slot * slotMs;
    if (last !== null && at >= last.start && at < last.end) continue;
    last = localDayAt(zone, at);
    found.set(last.day, last);
  }
  return [...found.values()].filter((each) => isSlotAligned(each.start) && isSlotAligned(each.end));
};
