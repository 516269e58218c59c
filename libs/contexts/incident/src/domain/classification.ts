import { event, refused, type NewEvent } from '@firebreak/event-sourcing';
import type { KnownIncident } from './incident';
import type { IncidentCategorized, IncidentPrioritized, IncidentTriaged } from './incident-events';
import { priorityOf, type PriorityMatrix, type Taxonomy, type Versioned } from './policies/policies';
import type { Impact, Urgency } from './vocabulary';

export interface Categorization {
  readonly category: string;
  readonly subcategory: string | null;
  /** Left out: as it is; null: none. */
  readonly service: string | null | undefined;
  readonly configurationItem: string | null | undefined;
}

/** What is concerned once the classification is taken. */
export const concerned = (
  incident: Pick<KnownIncident, 'service' | 'configurationItem'>,
  { service = incident.service, configurationItem = incident.configurationItem }: Pick<Categorization, 'service' | 'configurationItem'>,
): { readonly service: string | null; readonly configurationItem: string | null } => ({ service, configurationItem });

export interface Prioritization {
  readonly impact: Impact;
  readonly urgency: Urgency;
}

export type ClassificationEvent = NewEvent<IncidentCategorized> | NewEvent<IncidentPrioritized> | NewEvent<IncidentTriaged>;

const checkTaxonomy = ({ category, subcategory }: Categorization, { policy, version }: Versioned<Taxonomy>): void => {
  if (policy.categories === null) return;
  const rule = `taxonomy version ${version}`;
  const subcategories = Object.hasOwn(policy.categories, category) ? policy.categories[category] : undefined;
  if (!subcategories) throw refused('unknown-category', { field: 'category', rule, whatToDo: `use one of ${Object.keys(policy.categories).join(', ')}` });
  if (subcategory !== null && !subcategories.includes(subcategory)) {
    throw refused('unknown-category', { field: 'subcategory', rule, whatToDo: `use one of ${subcategories.join(', ')}` });
  }
};

/** @throws `unknown-category` */
export const categorize = (incident: KnownIncident, wanted: Categorization, taxonomy: Versioned<Taxonomy>): readonly NewEvent<IncidentCategorized>[] => {
  checkTaxonomy(wanted, taxonomy);
  const { category, subcategory } = wanted;
  const { service, configurationItem } = concerned(incident, wanted);
  const same =
    incident.category === category &&
    incident.subcategory === subcategory &&
    incident.service === service &&
    incident.configurationItem === configurationItem;
  if (same) return [];
  return [event('IncidentCategorized', { category, subcategory, service, configurationItem, taxonomyVersion: taxonomy.version, late: false })];
};

export const prioritize = (incident: KnownIncident, { impact, urgency }: Prioritization, matrix: Versioned<PriorityMatrix>): readonly NewEvent<IncidentPrioritized>[] => {
  const priority = priorityOf(matrix.policy, impact, urgency);
  const stands = incident.overridden || incident.priority === priority;
  if (incident.impact === impact && incident.urgency === urgency && stands) return [];
  return [event('IncidentPrioritized', { impact, urgency, priority, matrixVersion: matrix.version, source: incident.source, late: false })];
};

/** Triaged as soon as category, service or configuration item, impact and urgency are known. */
export const isClassified = (facts: Pick<KnownIncident, 'category' | 'service' | 'configurationItem' | 'impact' | 'urgency'>): boolean =>
  facts.category !== null && (facts.service !== null || facts.configurationItem !== null) && facts.impact !== null && facts.urgency !== null;

export const awaitsTriage = (incident: KnownIncident): boolean => incident.status === 'New' || (incident.status === 'OnHold' && incident.hold.resumeTo === 'New');

/** Adds IncidentTriaged where these events complete the classification. */
export const withTriage = (
  incident: KnownIncident,
  events: readonly (NewEvent<IncidentCategorized> | NewEvent<IncidentPrioritized>)[],
): readonly ClassificationEvent[] => {
  const after = events.reduce((facts, each) => ({ ...facts, ...each.data }), incident as Pick<KnownIncident, 'category' | 'service' | 'configurationItem' | 'impact' | 'urgency'>);
  return awaitsTriage(incident) && isClassified(after) ? [...events, event('IncidentTriaged', { inferred: false })] : events;
};
