import { decodeContract } from '@firebreak/contracts';
import type { ReadStore } from '@firebreak/event-sourcing';
import { READ_STORE, Runtime } from '@firebreak/runtime';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { policyCategory, policyCodec } from './domain/reporting-policy';

import { incidentFacts } from './facts/incident-facts.projection';
import { IncidentFactsSubscriber } from './facts/incident-facts.subscriber';
import { ListExportedIncidentsController } from './features/list-exported-incidents/list-exported-incidents.controller';
import { ListFigureIncidentsController } from './features/list-figure-incidents/list-figure-incidents.controller';
import { ListMetricsController } from './features/list-metrics/list-metrics.controller';
import { PublishReportingPolicyController } from './features/publish-reporting-policy/publish-reporting-policy.controller';
import { ViewMetricController } from './features/view-metric/view-metric.controller';
import { FactsLag, factsGroup } from './freshness';
import { Insights } from './insights';
import { reportingPolicies } from './reporting-policy.projection';
import { PacedRollUp } from './rollups/paced-roll-up';

/** One line per slice: its controller. */
const slices = [
  PublishReportingPolicyController,
  ListMetricsController,
  ViewMetricController,
  ListFigureIncidentsController,
  ListExportedIncidentsController,
];

@Module({ controllers: [...slices, IncidentFactsSubscriber], providers: [Insights, FactsLag] })
export class AnalyticsModule implements OnModuleInit {
  constructor(
    private readonly runtime: Runtime,
    private readonly lag: FactsLag,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
  ) {}

  onModuleInit(): void {
    const rollUp = new PacedRollUp(this.readStore, () => this.runtime.progressed());
    const codecs = { [policyCategory]: policyCodec };
    this.runtime.projectFromStore({ name: 'analytics-policy', codecs, categories: [policyCategory], projections: [reportingPolicies] });
    this.runtime.projectFromBus({
      group: factsGroup,
      categories: incidentFacts.categories,
      decode: decodeContract,
      projections: [incidentFacts],
      onApplied: (events) => {
        this.lag.seen(events);
        rollUp.seen(events.length);
      },
    });
    // What became dirty within one interval is made in one step.
    this.runtime.addTicker({ name: 'roll-up', everyMs: 250, tick: () => rollUp.tick() });
  }
}
