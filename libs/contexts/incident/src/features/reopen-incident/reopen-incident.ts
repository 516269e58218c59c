import { event, plusMillis, refused, type Instant, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident, KnownIncident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { ReopenPolicy, Versioned } from '../../domain/policies/policies';
import { hasRole, invalidTransition, known, notAfterNow, notBefore, permit, requireData, type IncidentCommand } from '../../domain/rules';
import type { ReopenImpact } from '../../domain/vocabulary';

export type ReopenIncident = IncidentCommand<
  'ReopenIncident',
  { readonly reason: string; readonly impact: ReopenImpact; readonly relapsedAt: Instant | null; readonly policy: Versioned<ReopenPolicy> }
>;

const sameReopen = (incident: KnownIncident, { reason, impact, relapsedAt }: ReopenIncident['data']): boolean => {
  const last = incident.lastReopen;
  return last !== null && last.reason === reason && last.impact === impact && last.relapsedAt === (impact === 'relapsed' ? relapsedAt : null);
};

export const reopenIncident = ({ data, meta }: ReopenIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (incident.status === 'InProgress' && sameReopen(known(incident), data)) return [];
  if (incident.status !== 'Resolved' && incident.status !== 'Closed') throw invalidTransition(incident, 'reopen', ['Resolved', 'Closed']);
  const { policy, version } = data.policy;
  const person = incident.caller === meta.actor.id || incident.openedBy === meta.actor.id || hasRole(meta.actor, 'service-desk', 'resolver', 'incident-manager');
  permit(person, 'the caller, the opener or an agent reopens');
  if (incident.status === 'Closed') {
    permit(policy.fromClosed && hasRole(meta.actor, 'incident-manager'), `reopen policy version ${version}: only the incident manager reopens a closed incident${policy.fromClosed ? '' : ', and not here'}`, 'log a new incident that reopens this one');
  }
  if (meta.now > plusMillis(incident.resolution.at, policy.windowMs)) {
    throw refused('reopen-window-over', { rule: `reopen policy version ${version}`, whatToDo: 'log a new incident that reopens this one' });
  }
  requireData({ reason: data.reason }, 'a reopen has a reason');
  if (data.impact === 'relapsed') {
    requireData({ relapsedAt: data.relapsedAt }, 'a relapse says when');
    notAfterNow('relapsedAt', data.relapsedAt!, meta);
    notBefore('relapsedAt', data.relapsedAt!, incident.milestones.restored, 'restoredAt');
  }
  const { reason, impact } = data;
  const relapsedAt = impact === 'relapsed' ? data.relapsedAt : null;
  return [event('IncidentReopened', { cycle: incident.cycle + 1, reason, impact, relapsedAt, policyVersion: version })];
};
