import type { NewEvent } from '@firebreak/event-sourcing';
import { prioritize, withTriage, type Prioritization } from '../../domain/classification';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { PriorityMatrix, Versioned } from '../../domain/policies/policies';
import { requireOpen, type IncidentCommand } from '../../domain/rules';

export type PrioritizeIncident = IncidentCommand<'PrioritizeIncident', Prioritization & { readonly matrix: Versioned<PriorityMatrix> }>;

export const prioritizeIncident = ({ data }: PrioritizeIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const open = requireOpen(incident, 'prioritize');
  return withTriage(open, prioritize(open, data, data.matrix));
};
