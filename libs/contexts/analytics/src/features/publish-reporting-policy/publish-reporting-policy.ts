import { event, refused, type Command, type Decision } from '@firebreak/event-sourcing';
import { findDefinition, isMetric, type MetricName } from '../../domain/definitions';
import type { PublishedPolicy, ReportingPolicyPublished } from '../../domain/reporting-policy';
import { zoneNamed } from '../../domain/zones';

export type PublishReportingPolicy = Command<
  'PublishReportingPolicy',
  { readonly zones: readonly string[]; readonly defaults: Readonly<Record<string, string>>; readonly reason: string }
>;

/** Each reporting zone is another set of day documents for every definition. */
export const maxZones = 8;

const knownZone = (text: string): string => {
  const zone = zoneNamed(text);
  if (zone === null) throw refused('invalid-zone', { field: 'zones', zone: text, whatToDo: 'use an IANA name such as Europe/Berlin' });
  return zone;
};

const knownDefault = ([metric, id]: readonly [string, string]): readonly [MetricName, string] => {
  if (!isMetric(metric)) throw refused('unknown-metric', { field: 'defaults', metric });
  const definition = findDefinition(metric, id);
  if (!definition) throw refused('unknown-definition', { field: 'defaults', metric, definition: id });
  return [metric, definition.id];
};

const sameEntries = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value);

export const publishReportingPolicy: Decision<PublishReportingPolicy, PublishedPolicy, ReportingPolicyPublished> = ({ data }, policy) => {
  const zones = [...new Set(['UTC', ...data.zones.map(knownZone)])];
  if (zones.length > maxZones) throw refused('too-many-zones', { field: 'zones', most: maxZones });
  const defaults = Object.fromEntries(Object.entries(data.defaults).map(knownDefault));
  if (zones.join() === policy.zones.join() && sameEntries(defaults, policy.defaults)) return [];
  return [event('ReportingPolicyPublished', { version: policy.version + 1, zones, defaults, reason: data.reason })];
};
