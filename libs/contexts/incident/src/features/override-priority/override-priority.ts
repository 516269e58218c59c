import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { hasRole, permit, requireData, requireOpen, type IncidentCommand } from '../../domain/rules';
import type { Priority } from '../../domain/vocabulary';

export type OverridePriority = IncidentCommand<'OverridePriority', { readonly priority: Priority; readonly reason: string }>;

export const overridePriority = ({ data, meta }: OverridePriority, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const open = requireOpen(incident, 'override-priority');
  permit(hasRole(meta.actor, 'incident-manager'), 'the incident manager overrides a priority');
  requireData({ reason: data.reason }, 'an override has a reason');
  if (open.overridden && open.priority === data.priority) return [];
  return [event('IncidentPriorityOverridden', data)];
};
