import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { known, requireData, type IncidentCommand } from '../../domain/rules';

export type UnlinkChange = IncidentCommand<'UnlinkChange', { readonly change: string; readonly reason: string }>;

export const unlinkChange = ({ data }: UnlinkChange, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (!known(incident).changes.some(({ change }) => change === data.change)) return [];
  requireData({ reason: data.reason }, 'a link is removed for a reason');
  return [event('IncidentUnlinkedFromChange', data)];
};
