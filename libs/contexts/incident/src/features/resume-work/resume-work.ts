import { event, type Instant, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { hasRole, invalidTransition, isAssignee, isMember, isOpen, isSystem, permit, type IncidentCommand } from '../../domain/rules';

export type ResumeWork = IncidentCommand<
  'ResumeWork',
  { readonly reason: 'work' | 'caller-replied' | 'linked-done' | 'follow-up'; readonly dueAt: Instant | null }
>;

const sameResume = (incident: Incident, { reason, dueAt }: ResumeWork['data']): boolean =>
  isOpen(incident) && incident.status !== 'OnHold' && incident.lastResume?.reason === reason && incident.lastResume.dueAt === dueAt;

export const resumeWork = ({ data, meta }: ResumeWork, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (sameResume(incident, data)) return [];
  if (incident.status !== 'OnHold') throw invalidTransition(incident, 'resume-work', ['OnHold']);
  const callerReplied = data.reason === 'caller-replied' && incident.hold.reason === 'caller' && incident.caller === meta.actor.id;
  const desk = incident.group === null && hasRole(meta.actor, 'service-desk');
  permit(
    isAssignee(incident, meta.actor) || isMember(incident, meta.actor) || hasRole(meta.actor, 'incident-manager') || desk || callerReplied || isSystem(meta.actor),
    'the assignee, a member of the group, the incident manager, or the caller by replying resumes work',
  );
  return [event('IncidentResumed', { reason: data.reason, dueAt: data.dueAt, inferred: false })];
};
