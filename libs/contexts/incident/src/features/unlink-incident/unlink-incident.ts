import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { known, requireData, type IncidentCommand } from '../../domain/rules';

export type UnlinkIncident = IncidentCommand<'UnlinkIncident', { readonly incident: string; readonly reason: string }>;

export const unlinkIncident = ({ data }: UnlinkIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (!known(incident).incidents.some((each) => each.incident === data.incident)) return [];
  requireData({ reason: data.reason }, 'a link is removed for a reason');
  return [event('IncidentUnlinkedFromIncident', data)];
};
