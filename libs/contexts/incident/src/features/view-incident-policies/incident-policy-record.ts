import type { Instant, LoadedStream } from '@firebreak/event-sourcing';
import { currentOr, type IncidentPolicyPublished, type PolicyState } from '../../domain/policies/incident-policy';
import { defaultPolicies, type PolicyKind, type PolicyKinds } from '../../domain/policies/policies';

export interface PolicyVersion {
  readonly version: number;
  readonly policy: PolicyKinds[PolicyKind];
  readonly reason: string | null;
  readonly publishedBy: string | null;
  readonly publishedAt: Instant | null;
}

export interface CurrentPolicy {
  readonly kind: PolicyKind;
  readonly version: number;
  readonly policy: PolicyKinds[PolicyKind];
  readonly publishedBy: string | null;
  readonly publishedAt: Instant | null;
}

export interface PolicyRecord extends CurrentPolicy {
  /** The latest first; version 0 is what applies before anything is published. */
  readonly versions: readonly PolicyVersion[];
}

export type LoadedPolicy = LoadedStream<PolicyState, IncidentPolicyPublished>;

const unpublished = (kind: PolicyKind): PolicyVersion => ({ ...defaultPolicies[kind], reason: null, publishedBy: null, publishedAt: null });

export const currentPolicy = (kind: PolicyKind, { state, events }: LoadedPolicy): CurrentPolicy => {
  const last = events.at(-1)?.metadata;
  return { kind, ...currentOr(kind, state), publishedBy: last?.actor ?? null, publishedAt: last?.recordedAt ?? null };
};

export const policyRecord = (kind: PolicyKind, loaded: LoadedPolicy): PolicyRecord => {
  const published = loaded.events.map(({ data, metadata }): PolicyVersion => {
    const { version, policy, reason } = data;
    return { version, policy, reason, publishedBy: metadata.actor, publishedAt: metadata.recordedAt };
  });
  return { ...currentPolicy(kind, loaded), versions: [...published.reverse(), unpublished(kind)] };
};
