import { event, refused, type Command, type Decision } from '@firebreak/event-sourcing';
import { findDefinition, isMetric, type MetricName } from '../../domain/definitions';
import type { PublishedPolicy, ReportingPolicyPublished } from '../../domain/reporting-policy';
import { zoneNamed } from '../../domain/zones';

export type PublishReportingPolicy = Command<
  'PublishReportingPolicy',
  { readonly zones: readonly string[]; readonly defaults: Readonly<Record<string, unknown>>; readonly reason: string }
>;

/** Each reporting zone is another set of day documents for every definition. */
export const maxZones = 8;

const knownZone = (text: string): string => {
  const zone = zoneNamed(text);
  if (zone === null) throw refused('invalid-zone', { field: 'zones', zone: text, whatToDo: 'use an IANA name such as Europe/Berlin' });
  return zone;
};

const knownDefault = ([metric, id]: readonly [string, unknown]): readonly [MetricName, string] => {
  const definition = isMetric(metric) && typeof id === 'string' ? findDefinition(metric, id) : undefined;
  if (!definition) {
    const whatToDo = 'name a metric and one of its definitions as GET /v1/insights lists them';
    throw refused('unknown-definition', { field: `defaults.${metric}`, whatToDo });
  }
  return [definition.metric, definition.id];
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
