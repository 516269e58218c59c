import { event, type Instant, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident, KnownIncident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { endsImpact, hasRole, invalidTransition, isAssignee, known, notAfter, notAfterNow, notBefore, permit, requireData, type IncidentCommand } from '../../domain/rules';
import type { CorrectableTime } from '../../domain/vocabulary';

export type CorrectTime = IncidentCommand<'CorrectTime', { readonly which: CorrectableTime; readonly at: Instant; readonly reason: string }>;

const recorded = (incident: KnownIncident, which: CorrectableTime): Instant | null => {
  if (which === 'opened') return incident.openedAt;
  return which === 'resolved' ? (incident.lastResolution?.at ?? null) : incident.milestones[which];
};

export const correctTime = ({ data, meta }: CorrectTime, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (known(incident).status === 'Cancelled') throw invalidTransition(incident, 'correct-time', ['any state but Cancelled']);
  const subject = known(incident);
  const { which, at, reason } = data;
  const was = recorded(subject, which);
  if (was === at) return [];
  permit(hasRole(meta.actor, 'incident-manager'), 'the incident manager corrects times');
  requireData({ reason }, 'a correction has a reason');
  requireData({ [which]: was }, 'only a recorded time is corrected; record the milestone instead');
  if (subject.status === 'Resolved' || subject.status === 'Closed') {
    const involved = isAssignee(subject, meta.actor) || subject.resolution.resolvedBy === meta.actor.id;
    permit(!involved, 'after the resolution neither the assignee nor the resolver corrects its times', 'ask another incident manager');
  }
  notAfterNow('at', at, meta);
  if (which === 'resolved') notBefore('at', at, subject.openedAt, 'openedAt');
  if (which === 'opened') notAfter('at', at, subject.lastResolution?.at ?? null, 'resolvedAt');
  if (which === 'impact-started') notAfter('at', at, subject.milestones.restored, 'restoredAt');
  if (which === 'restored') endsImpact(subject, 'at', at);
  return [event('IncidentTimeCorrected', { which, at, was, reason })];
};
