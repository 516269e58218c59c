import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { invalidTransition, isDeskAgent, isSystem, permit, requireData, requireOpen, type IncidentCommand } from '../../domain/rules';

export type AssignIncident = IncidentCommand<
  'AssignIncident',
  { readonly group: string | null; readonly assignee: string | null; readonly reason: string | null }
>;

const assignable = ['Triaged', 'Assigned', 'InProgress', 'OnHold'];

export const assignIncident = ({ data, meta }: AssignIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const open = requireOpen(incident, 'assign');
  if (open.status === 'New') throw invalidTransition(open, 'assign', assignable);
  permit(isDeskAgent(meta.actor) || isSystem(meta.actor), 'the service desk or a rule assigns');
  const advances = data.group !== null && (open.status === 'Triaged' || (open.status === 'OnHold' && open.hold.resumeTo === 'Triaged'));
  // Who got it on hold before the triage is assigned once more after it, which is a step.
  if (!advances && open.group === data.group && open.assignee === data.assignee) return [];
  if (data.group === null) requireData({ reason: data.reason }, 'back to the desk has a reason');
  return [event('IncidentAssigned', { ...data, initial: false, inferred: false, late: false })];
};
