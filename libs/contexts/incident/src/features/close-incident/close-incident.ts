import { event, type Instant, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { invalidTransition, permit, type IncidentCommand } from '../../domain/rules';

export type CloseIncident = IncidentCommand<
  'CloseIncident',
  { readonly by: 'confirmation' | 'timer'; readonly dueAt: Instant | null; readonly policyVersion: number | null }
>;

export const closeIncident = ({ data, meta }: CloseIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (incident.status === 'Closed') return [];
  if (incident.status !== 'Resolved') throw invalidTransition(incident, 'close', ['Resolved']);
  const closer = data.by === 'timer' ? 'system:auto-close' : incident.caller;
  permit(closer === meta.actor.id, 'the caller confirms, or the auto-close timer closes', 'let the caller confirm, or wait for the timer');
  return [event('IncidentClosed', { cycle: incident.cycle, by: data.by, dueAt: data.dueAt, policyVersion: data.policyVersion, repeated: false })];
};
