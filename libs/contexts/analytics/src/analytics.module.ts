import { decodeContract } from '@firebreak/contracts';
import type { ProjectedDocument } from '@firebreak/event-sourcing';
import { Runtime, type DerivedModel } from '@firebreak/runtime';
import { Module, type OnModuleInit } from '@nestjs/common';
import { policyCategory, policyCodec } from './domain/reporting-policy';

import { factCollection, incidentFacts } from './facts/incident-facts.projection';
import { IncidentFactsSubscriber } from './facts/incident-facts.subscriber';
import { ListExportedIncidentsController } from './features/list-exported-incidents/list-exported-incidents.controller';
import { ListFigureIncidentsController } from './features/list-figure-incidents/list-figure-incidents.controller';
import { ListMetricsController } from './features/list-metrics/list-metrics.controller';
import { PublishReportingPolicyController } from './features/publish-reporting-policy/publish-reporting-policy.controller';
import { ViewMetricController } from './features/view-metric/view-metric.controller';
import { FactsLag, factsGroup } from './freshness';
import { Insights } from './insights';
import { reportingPolicies } from './reporting-policy.projection';
import type { IncidentFact } from './domain/incident-fact';
import { dayCollection, slotCollection } from './rollups/documents';
import { PacedRollUp } from './rollups/paced-roll-up';

/** One line per slice: its controller. */
const slices = [
  PublishReportingPolicyController,
  ListMetricsController,
  ViewMetricController,
  ListFigureIncidentsController,
  ListExportedIncidentsController,
];

const dirtyFacts = { op: 'range', field: 'dirtyFrom', gte: '' } as const;

/** Figures of one generation of facts. What became dirty within one interval is made in one step. */
const figures = (progressed: () => void): DerivedModel => ({
  collections: [slotCollection, dayCollection],
  open: (store) => {
    const rollUp = new PacedRollUp(store, progressed);
    const pending = async (limit: number): Promise<number> => (await (await store.collection<IncidentFact>(factCollection)).find({ filter: dirtyFacts, limit })).length;
    return { name: 'roll-up', everyMs: 250, tick: () => rollUp.tick(), seen: (events) => rollUp.seen(events), pending };
  },
});

/** A fact without what the roll-up takes away. */
const asFolded = (doc: ProjectedDocument): object => ({ ...doc, dirty: [], dirtyFrom: null });

@Module({ controllers: [...slices, IncidentFactsSubscriber], providers: [Insights, FactsLag] })
export class AnalyticsModule implements OnModuleInit {
  constructor(
    private readonly runtime: Runtime,
    private readonly lag: FactsLag,
  ) {}

  onModuleInit(): void {
    const codecs = { [policyCategory]: policyCodec };
    this.runtime.projectFromStore({ name: 'analytics-policy', codecs, categories: [policyCategory], projections: [reportingPolicies] });
    this.runtime.projectFromBus({
      group: factsGroup,
      categories: incidentFacts.categories,
      decode: decodeContract,
      projections: [incidentFacts],
      derived: figures(() => this.runtime.progressed()),
      asFolded,
      onApplied: (events) => this.lag.seen(events),
    });
  }
}
