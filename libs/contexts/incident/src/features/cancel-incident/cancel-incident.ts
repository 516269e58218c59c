import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { hasRole, permit, requireData, requireOpen, type IncidentCommand } from '../../domain/rules';
import type { CancelReason } from '../../domain/vocabulary';

export type CancelIncident = IncidentCommand<
  'CancelIncident',
  { readonly reason: CancelReason; readonly note: string; readonly reroutedTo: string | null; readonly callerTold: boolean }
>;

const sameCancellation = (incident: Incident, data: CancelIncident['data']): boolean => {
  if (incident.status !== 'Cancelled') return false;
  const { reason, note, reroutedTo, callerTold } = incident.cancellation;
  return reason === data.reason && note === data.note && reroutedTo === data.reroutedTo && callerTold === data.callerTold;
};

export const cancelIncident = ({ data, meta }: CancelIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (sameCancellation(incident, data)) return [];
  const open = requireOpen(incident, 'cancel');
  const roles = open.everStarted ? ['incident-manager'] : ['service-desk', 'incident-manager'];
  permit(hasRole(meta.actor, ...roles), open.everStarted ? 'after work has started the incident manager cancels' : 'the service desk cancels');
  requireData({ note: data.note }, 'a cancellation is explained');
  if (data.reason === 'rerouted') {
    requireData({ reroutedTo: data.reroutedTo, callerTold: data.callerTold || null }, 'rerouted names where to, and the caller was told');
  }
  return [event('IncidentCancelled', data)];
};
