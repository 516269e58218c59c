import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { known, requireData, type IncidentCommand } from '../../domain/rules';

export type UnlinkProblem = IncidentCommand<'UnlinkProblem', { readonly problem: string; readonly reason: string }>;

export const unlinkProblem = ({ data }: UnlinkProblem, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (!known(incident).problems.includes(data.problem)) return [];
  requireData({ reason: data.reason }, 'a link is removed for a reason');
  return [event('IncidentUnlinkedFromProblem', data)];
};
