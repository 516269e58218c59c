import type { NewEvent } from '@firebreak/event-sourcing';
import { categorize, withTriage, type Categorization } from '../../domain/classification';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { Taxonomy, Versioned } from '../../domain/policies/policies';
import { isDeskAgent, permit, requireData, requireOpen, type IncidentCommand } from '../../domain/rules';

export type CategorizeIncident = IncidentCommand<'CategorizeIncident', Categorization & { readonly taxonomy: Versioned<Taxonomy> }>;

export const categorizeIncident = ({ data, meta }: CategorizeIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const open = requireOpen(incident, 'categorize');
  permit(isDeskAgent(meta.actor), 'the service desk categorizes');
  requireData({ category: data.category }, 'a categorization names the category');
  return withTriage(open, categorize(open, data, data.taxonomy));
};
