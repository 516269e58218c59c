import { createEventCodec, streamName as streamNameOf, type Aggregate, type DomainEvent, type EvolvedEvent } from '@firebreak/event-sourcing';
import { definitionsOf, findDefinition, type Definition, type MetricName } from './definitions';

export const policyCategory = 'analytics_policy';
export const streamName = (tenant: string): string => streamNameOf(policyCategory, tenant, 'reporting');

export interface ReportingPolicy {
  /** Zones whose days are kept ready; UTC always is one. */
  readonly zones: readonly string[];
  /** Definition by metric, for those that do not go by the first one. */
  readonly defaults: Readonly<Partial<Record<MetricName, string>>>;
}

// The name is the storage format: renaming it is a new version with an upcaster.
export type ReportingPolicyPublished = DomainEvent<'ReportingPolicyPublished', ReportingPolicy & { readonly version: number; readonly reason: string }>;

export const reportingPolicyEventTypes = { ReportingPolicyPublished: { personal: ['reason'] } } as const;

/** Version 0 is what holds before anybody published one. */
export type PublishedPolicy = ReportingPolicy & { readonly version: number };

export const initialState: PublishedPolicy = { version: 0, zones: ['UTC'], defaults: {} };

export const evolve = (_policy: PublishedPolicy, { data }: EvolvedEvent<ReportingPolicyPublished>): PublishedPolicy => ({
  version: data.version,
  zones: data.zones,
  defaults: data.defaults,
});

export const policyAggregate: Aggregate<PublishedPolicy, ReportingPolicyPublished> = { initialState, evolve };

export const policyCodec = createEventCodec<ReportingPolicyPublished>(reportingPolicyEventTypes);

/** What a metric means where nobody asks for a definition by name. */
export const defaultDefinition = ({ defaults }: ReportingPolicy, metric: MetricName): Definition => {
  const named = defaults[metric];
  return (named === undefined ? undefined : findDefinition(metric, named)) ?? definitionsOf(metric)[0]!;
};

