import type { CollectionSpec, ProjectedDocument, StreamProjection } from '@firebreak/event-sourcing';
import { initialState, policyCategory, type PublishedPolicy, type ReportingPolicyPublished } from './domain/reporting-policy';

// Source: streams analytics_policy-* of the event store. Document: one tenant, id = stream. Rebuild: firebreak rebuild

export interface ReportingPolicyDocument extends ProjectedDocument, PublishedPolicy {
  readonly tenant: string;
}

export const policyCollection: CollectionSpec = { name: 'reporting_policy_v1', indexes: [] };

export const reportingPolicies: StreamProjection<ReportingPolicyDocument> = {
  name: 'reporting-policy',
  categories: [policyCategory],
  collection: policyCollection,
  evolve: (doc, event) => {
    if (event.type !== 'ReportingPolicyPublished') return doc ?? { ...initialState, rev: event.revision, tenant: event.tenant };
    const { version, zones, defaults } = event.data as unknown as ReportingPolicyPublished['data'];
    return { rev: event.revision, tenant: event.tenant, version, zones, defaults };
  },
};
