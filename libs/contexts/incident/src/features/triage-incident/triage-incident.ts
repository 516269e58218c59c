import type { NewEvent } from '@firebreak/event-sourcing';
import { categorize, prioritize, withTriage, type Categorization, type Prioritization } from '../../domain/classification';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { PriorityMatrix, Taxonomy, Versioned } from '../../domain/policies/policies';
import { requireData, requireOpen, type IncidentCommand } from '../../domain/rules';

export type TriageIncident = IncidentCommand<
  'TriageIncident',
  Categorization & Prioritization & { readonly matrix: Versioned<PriorityMatrix>; readonly taxonomy: Versioned<Taxonomy> }
>;

export const triageIncident = ({ data }: TriageIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const open = requireOpen(incident, 'triage');
  requireData({ 'service or configurationItem': data.service ?? data.configurationItem }, 'triage names a service or a configuration item');
  return withTriage(open, [...categorize(open, data, data.taxonomy), ...prioritize(open, data, data.matrix)]);
};
