import { canonicalJson, event, type Command, type NewEvent } from '@firebreak/event-sourcing';
import type { IncidentPolicyPublished, PolicyState } from '../../domain/policies/incident-policy';
import type { PolicyKind } from '../../domain/policies/policies';
import { hasRole, permit, requireData } from '../../domain/rules';
import { checkedPolicy } from './policy-shapes';

export type PublishIncidentPolicy = Command<'PublishIncidentPolicy', { readonly kind: PolicyKind; readonly policy: unknown; readonly reason: string }>;

export const publishIncidentPolicy = ({ data, meta }: PublishIncidentPolicy, published: PolicyState): readonly NewEvent<IncidentPolicyPublished>[] => {
  permit(hasRole(meta.actor, 'administrator'), 'the administrator publishes policy');
  requireData({ reason: data.reason }, 'a policy is published for a reason');
  const { kind, reason } = data;
  const policy = checkedPolicy(kind, data.policy);
  if (published && canonicalJson(published.policy) === canonicalJson(policy)) return [];
  return [event('IncidentPolicyPublished', { kind, version: (published?.version ?? 0) + 1, policy, reason })];
};
