export { AnalyticsModule } from './analytics.module';
export { definitionName, definitions, definitionsOf, findDefinition, metricNames, type Definition, type MetricName } from './domain/definitions';
export { dimensionNames, type Dimension } from './domain/dimensions';
export type { IncidentFact } from './domain/incident-fact';
export type * from './domain/metric-answer';
export { readMetricQuery, type MetricParameters, type MetricQuery } from './domain/metric-query';
export { policyAggregate, policyCategory, policyCodec, type ReportingPolicy } from './domain/reporting-policy';
export { factCollection, incidentFacts } from './facts/incident-facts.projection';
export { answerMetric } from './insights/answer-metric';
export { InsightStore } from './insights/insight-store';
export { policyCollection, reportingPolicies, type ReportingPolicyDocument } from './reporting-policy.projection';
export {
  allSeries,
  dayCollection,
  dayDocumentId,
  daySeries,
  seriesOf,
  slotCollection,
  slotDocumentId,
  type DayDocument,
  type Series,
  type SlotDocument,
} from './rollups/documents';
export { RollUp, type RollUpOptions } from './rollups/roll-up';
