import type { NewEvent } from '@firebreak/event-sourcing';
import { categorize, withTriage, type Categorization } from '../../domain/classification';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { Taxonomy, Versioned } from '../../domain/policies/policies';
import { requireOpen, type IncidentCommand } from '../../domain/rules';

export type CategorizeIncident = IncidentCommand<'CategorizeIncident', Categorization & { readonly taxonomy: Versioned<Taxonomy> }>;

export const categorizeIncident = ({ data }: CategorizeIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const open = requireOpen(incident, 'categorize');
  return withTriage(open, categorize(open, data, data.taxonomy));
};
