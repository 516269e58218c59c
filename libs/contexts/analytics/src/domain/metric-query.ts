import { refused, toMillis, type Filter, type Instant } from '@firebreak/event-sourcing';
import { bucketSizes, isBucketSize, type BucketRange } from './buckets';
import { definitionsOf, findDefinition, isMetric, metricNames, type Definition } from './definitions';
import { dimensionNames, isDimension, type Dimension } from './dimensions';
import { localDayAt, localDayStart, plusDays } from './local-days';
import { defaultDefinition, type ReportingPolicy } from './reporting-policy';
import { slotMs } from './slots';
import { zoneNamed } from './zones';

/** One question about one metric. */
export interface MetricQuery extends BucketRange {
  readonly tenant: string;
  readonly definition: Definition;
  readonly by: Dimension | null;
  /** Percentiles from the facts instead of the sketch; always with a filter. */
  readonly exact: boolean;
  /** Only incidents that meet this; null for all. */
  readonly filter: Filter | null;
  readonly now: number;
}

/** As it is asked, before anything is known of it. */
export interface MetricParameters {
  readonly definition?: string;
  readonly from?: string;
  readonly to?: string;
  readonly bucket?: string;
  readonly zone?: string;
  readonly by?: string;
  readonly exact?: boolean;
}

const maxYears = 20;
const defaultDays = 90;

const readDefinition = (metric: string, id: string | undefined, policy: ReportingPolicy): Definition => {
  if (!isMetric(metric)) throw refused('unknown-metric', { metric, known: metricNames });
  if (id === undefined) return defaultDefinition(policy, metric);
  const known = definitionsOf(metric).map((each) => each.id);
  const definition = findDefinition(metric, id);
  if (!definition) throw refused('unknown-definition', { field: 'definition', metric, known });
  return definition;
};

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i;

/** A date begins with its local day; a time says its offset. */
const readBound = (field: 'from' | 'to', text: string, zone: string): number => {
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return localDayStart(zone, Temporal.PlainDate.from(text).toString());
    if (instantPattern.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    // Falls through: the form is right, the date is none.
  }
  throw refused('invalid-range', { field, whatToDo: 'send a date such as 2026-03-05, or a time with its offset such as 2026-03-05T10:00:00Z' });
};

const readRange = ({ from, to }: MetricParameters, zone: string, now: number): { readonly from: number; readonly to: number } => {
  const until = to === undefined ? (Math.floor(now / slotMs) + 1) * slotMs : readBound('to', to, zone);
  const since = from === undefined ? localDayStart(zone, plusDays(localDayAt(zone, until - 1).day, -defaultDays)) : readBound('from', from, zone);
  if (since > until) throw refused('invalid-range', { field: 'from', whatToDo: 'let from be before to' });
  if (until - since > maxYears * 366 * 86_400_000) throw refused('range-too-long', { field: 'from', mostYears: maxYears });
  return { from: since, to: until };
};

/** @throws CodedError `unknown-metric`, `unknown-definition`, `unknown-dimension`, `unknown-bucket`, `invalid-zone`, `invalid-range`, `range-too-long` */
export const readMetricQuery = (
  tenant: string,
  metric: string,
  parameters: MetricParameters,
  policy: ReportingPolicy,
  now: Instant,
  filter: Filter | null,
): MetricQuery => {
  const definition = readDefinition(metric, parameters.definition, policy);
  const { bucket = 'day', by, exact = false } = parameters;
  if (!isBucketSize(bucket)) throw refused('unknown-bucket', { field: 'bucket', known: bucketSizes });
  if (by !== undefined && !isDimension(by)) throw refused('unknown-dimension', { field: 'by', known: dimensionNames });
  const zone = zoneNamed(parameters.zone ?? 'UTC');
  if (zone === null) throw refused('invalid-zone', { field: 'zone', whatToDo: 'use an IANA name such as Europe/Berlin' });
  const at = toMillis(now);
  return { tenant, definition, bucket, by: by ?? null, zone, ...readRange(parameters, zone, at), exact: exact || filter !== null, filter, now: at };
};
