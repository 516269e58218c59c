import { event, refused, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { known, requireRoom, type IncidentCommand } from '../../domain/rules';
import type { IncidentRelation } from '../../domain/vocabulary';

export type LinkIncident = IncidentCommand<'LinkIncident', { readonly self: string; readonly incident: string; readonly relation: IncidentRelation }>;

export const linkIncident = ({ data }: LinkIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const { incidents } = known(incident);
  if (data.self === data.incident) throw refused('link-to-self', { field: 'incident', rule: 'an incident is not linked to itself', whatToDo: 'name another incident' });
  if (incidents.some(({ incident: other, relation }) => other === data.incident && relation === data.relation)) return [];
  if (!incidents.some((each) => each.incident === data.incident)) requireRoom(incidents.length);
  return [event('IncidentLinkedToIncident', { incident: data.incident, relation: data.relation })];
};
