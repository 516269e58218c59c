import type { NewEvent } from '@firebreak/event-sourcing';
import { categorize, concerned, prioritize, withTriage, type Categorization, type Prioritization } from '../../domain/classification';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { PriorityMatrix, Taxonomy, Versioned } from '../../domain/policies/policies';
import { isDeskAgent, permit, requireData, requireOpen, type IncidentCommand } from '../../domain/rules';

export type TriageIncident = IncidentCommand<
  'TriageIncident',
  Categorization & Prioritization & { readonly matrix: Versioned<PriorityMatrix>; readonly taxonomy: Versioned<Taxonomy> }
>;

export const triageIncident = ({ data, meta }: TriageIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const open = requireOpen(incident, 'triage');
  permit(isDeskAgent(meta.actor), 'the service desk triages');
  const { category, impact, urgency } = data;
  const { service, configurationItem } = concerned(open, data);
  requireData({ category, 'service or configurationItem': service ?? configurationItem, impact, urgency }, 'triage says what is concerned, how widely and how pressingly');
  return withTriage(open, [...categorize(open, data, data.taxonomy), ...prioritize(open, data, data.matrix)]);
};
