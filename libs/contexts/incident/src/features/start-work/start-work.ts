import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { invalidTransition, isAssignee, isMember, isSystem, permit, type IncidentCommand } from '../../domain/rules';

export type StartWork = IncidentCommand<'StartWork', Record<string, never>>;

export const startWork = ({ meta }: StartWork, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (incident.status === 'InProgress') return [];
  if (incident.status !== 'Assigned') throw invalidTransition(incident, 'start-work', ['Assigned']);
  permit(isAssignee(incident, meta.actor) || isMember(incident, meta.actor), 'the assignee or a member of the group starts work');
  // A person may also hold the role of a machine; a machine holds no other.
  const human = !isSystem(meta.actor) && meta.actor.roles.some((role) => role !== 'service');
  return [event('IncidentWorkStarted', { startedBy: meta.actor.id, human, inferred: false })];
};
