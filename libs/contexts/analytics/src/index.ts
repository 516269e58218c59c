export { definitions, definitionsOf, findDefinition, metricNames, type Definition, type MetricName } from './domain/definitions';
export type { IncidentFact } from './domain/incident-fact';
export { factCollection, incidentFacts } from './facts/incident-facts.projection';
