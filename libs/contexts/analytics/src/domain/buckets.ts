import { refused } from '@firebreak/event-sourcing';
import { localDayAt, localDayStart, plusDays } from './local-days';

export const bucketSizes = ['hour', 'day', 'week', 'month'] as const;
export type BucketSize = (typeof bucketSizes)[number];

export const isBucketSize = (text: string): text is BucketSize => (bucketSizes as readonly string[]).includes(text);

/** Half-open, in milliseconds. The first and the last one may be cut by the range. */
export interface Bucket {
  readonly start: number;
  readonly end: number;
}

export interface BucketRange {
  readonly zone: string;
  readonly bucket: BucketSize;
  readonly from: number;
  readonly to: number;
}

export const maxBuckets = 10_000;

const nextHour = (zone: string, at: number): number => {
  const here = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const next = here.add({ hours: 1 }).round({ smallestUnit: 'hour', roundingMode: 'floor' });
  return next.epochMilliseconds > at ? next.epochMilliseconds : at + 3_600_000;
};

/** The first day of the next bucket: weeks begin on Monday. */
const nextFirstDay = (day: string, bucket: 'day' | 'week' | 'month'): string => {
  if (bucket === 'day') return plusDays(day, 1);
  const date = Temporal.PlainDate.from(day);
  return (bucket === 'week' ? date.add({ days: 8 - date.dayOfWeek }) : date.with({ day: 1 }).add({ months: 1 })).toString();
};

/** Cuts a range where local hours, days, ISO weeks or months begin. @throws CodedError `range-too-long` */
export const bucketsOf = ({ zone, bucket, from, to }: BucketRange): readonly Bucket[] => {
  const buckets: Bucket[] = [];
  let start = from;
  let day = localDayAt(zone, from).day;
  while (start < to) {
    let next: number;
    if (bucket === 'hour') next = nextHour(zone, start);
    else {
      day = nextFirstDay(day, bucket);
      next = localDayStart(zone, day);
    }
    // A day that a zone skipped has no length.
    if (next <= start) continue;
    buckets.push({ start, end: Math.min(next, to) });
    if (buckets.length > maxBuckets) {
      throw refused('range-too-long', { field: 'bucket', most: maxBuckets, whatToDo: 'choose larger buckets or a shorter range' });
    }
    start = next;
  }
  return buckets;
};
