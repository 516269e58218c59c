import type { NewEvent } from '@firebreak/event-sourcing';
import { prioritize, withTriage, type Prioritization } from '../../domain/classification';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { PriorityMatrix, Versioned } from '../../domain/policies/policies';
import { isDeskAgent, permit, requireData, requireOpen, type IncidentCommand } from '../../domain/rules';

export type PrioritizeIncident = IncidentCommand<'PrioritizeIncident', Prioritization & { readonly matrix: Versioned<PriorityMatrix> }>;

export const prioritizeIncident = ({ data, meta }: PrioritizeIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const open = requireOpen(incident, 'prioritize');
  permit(isDeskAgent(meta.actor), 'the service desk prioritizes');
  requireData({ impact: data.impact, urgency: data.urgency }, 'a priority comes from impact and urgency');
  return withTriage(open, prioritize(open, data, data.matrix));
};
