import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { known, requireData, requireRoom, type IncidentCommand } from '../../domain/rules';
import type { ChangeRelation } from '../../domain/vocabulary';

export type LinkChange = IncidentCommand<
  'LinkChange',
  { readonly change: string; readonly relation: ChangeRelation; readonly url: string | null; readonly confidence: 'low' | 'medium' | 'high' | null }
>;

export const linkChange = ({ data }: LinkChange, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const { changes } = known(incident);
  requireData({ change: data.change }, 'a link names the change');
  const linked = changes.find(({ change }) => change === data.change);
  if (linked?.relation === data.relation && linked.url === data.url && linked.confidence === data.confidence) return [];
  if (!linked) requireRoom(changes.length);
  return [event('IncidentLinkedToChange', data)];
};
