import { decodeContract } from '@firebreak/contracts';
import type { ReadStore } from '@firebreak/event-sourcing';
import { READ_STORE, Runtime } from '@firebreak/runtime';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { policyCategory, policyCodec } from './domain/reporting-policy';

import { incidentFacts } from './facts/incident-facts.projection';
import { ListExportedIncidentsController } from './features/list-exported-incidents/list-exported-incidents.controller';
import { ListFigureIncidentsController } from './features/list-figure-incidents/list-figure-incidents.controller';
import { ListMetricsController } from './features/list-metrics/list-metrics.controller';
import { PublishReportingPolicyController } from './features/publish-reporting-policy/publish-reporting-policy.controller';
import { ViewMetricController } from './features/view-metric/view-metric.controller';
import { FactsLag, factsGroup } from './freshness';
import { Insights } from './insights';
import { reportingPolicies } from './reporting-policy.projection';
import { RollUp } from './rollups/roll-up';

/** One line per slice: its controller. */
const slices = [
  PublishReportingPolicyController,
  ListMetricsController,
  ViewMetricController,
  ListFigureIncidentsController,
  ListExportedIncidentsController,
];

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

@Module({ controllers: slices, providers: [Insights, FactsLag] })
export class AnalyticsModule implements OnModuleInit {
  private rollUp: RollUp | null = null;

  constructor(
    private readonly runtime: Runtime,
    private readonly lag: FactsLag,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
  ) {}

  onModuleInit(): void {
    const codecs = { [policyCategory]: policyCodec };
    this.runtime.projectFromStore({ name: 'analytics-policy', codecs, categories: [policyCategory], projections: [reportingPolicies] });
    this.runtime.projectFromBus({
      group: factsGroup,
      categories: incidentFacts.categories,
      decode: decodeContract,
      projections: [incidentFacts],
      onApplied: (events) => this.lag.seen(events),
    });
    // What became dirty within one interval is made in one step.
    this.runtime.addTicker({ name: 'roll-up', everyMs: 250, tick: () => this.tick() });
  }

  private async tick(): Promise<number> {
    const rollUp = (this.rollUp ??= await RollUp.open(this.readStore, { pause: nextTurn }));
    const done = await rollUp.step();
    if (done > 0) this.runtime.progressed();
    return rollUp.more ? done : 0;
  }
}
