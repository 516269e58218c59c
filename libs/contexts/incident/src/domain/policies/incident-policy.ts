import { createEventCodec, streamName as streamNameOf, type Aggregate, type DomainEvent, type EvolvedEvent } from '@firebreak/event-sourcing';
import { defaultPolicies, type PolicyKind, type PolicyKinds, type Versioned } from './policies';

export const policyCategory = 'incident_policy';
export const streamName = (tenant: string, kind: PolicyKind): string => streamNameOf(policyCategory, tenant, kind);

export type IncidentPolicyPublished = DomainEvent<
  'IncidentPolicyPublished',
  { readonly kind: PolicyKind; readonly version: number; readonly policy: PolicyKinds[PolicyKind]; readonly reason: string }
>;

export type PolicyState = Versioned<PolicyKinds[PolicyKind]> | null;

export const initialState: PolicyState = null;

export const evolve = (_state: PolicyState, { data }: EvolvedEvent<IncidentPolicyPublished>): PolicyState => ({ version: data.version, policy: data.policy });

export const policyAggregate: Aggregate<PolicyState, IncidentPolicyPublished> = { initialState, evolve };

export const policyCodec = createEventCodec<IncidentPolicyPublished>({ IncidentPolicyPublished: { personal: ['reason'] } });

export const currentOr = <K extends PolicyKind>(kind: K, state: PolicyState): Versioned<PolicyKinds[K]> =>
  (state ?? defaultPolicies[kind]) as Versioned<PolicyKinds[K]>;
