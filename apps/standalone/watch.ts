import type { SqliteEventStore } from '@firebreak/event-store-sqlite';
import type { Runtime } from '@firebreak/runtime';
import type { Health, Metrics } from '@firebreak/telemetry';

const one = (value: number): ReadonlyMap<string, number> => new Map([['', value]]);

/** What operators look at: lag, parked streams, conflicts, and how many appends share a commit. */
export const watch = (metrics: Metrics, health: Health, runtime: Runtime, store: SqliteEventStore): void => {
  metrics.processMetrics();
  metrics.observed('firebreak_consumer_lag_records', 'Records a consumer group has not committed yet', 'group', () => runtime.lag());
  metrics.observed('firebreak_parked_streams', 'Streams that wait for somebody to look at them', null, async () => one(await runtime.parking.count()));
  metrics.observed('firebreak_append_conflicts', 'Appends that met a newer revision', null, () => one(store.stats().conflicts));
  metrics.observed('firebreak_appends', 'Appends that were committed', null, () => one(store.stats().appends));
  metrics.observed('firebreak_commits', 'Commits they shared', null, () => one(store.stats().commits));
  metrics.observed('firebreak_group_commit_size', 'Commits by the number of appends they held', 'appends', () => new Map(Object.entries(store.stats().groupSizes)));
  metrics.observed('firebreak_projector_applied', 'Events folded into read models', 'projection', () => new Map(runtime.projectorList.map((each) => [each.projection.name, each.stats.applied])));
  metrics.observed('firebreak_projector_healed', 'Holes filled from the source', 'projection', () => new Map(runtime.projectorList.map((each) => [each.projection.name, each.stats.healed])));
  metrics.observed('firebreak_loop_failures', 'Steps that failed and were tried again', 'loop', () => new Map([...runtime.failures].map(([name, { failures }]) => [name, failures])));
  health.add({ name: 'event-store', check: async () => (await store.head()) !== undefined });
  health.add({ name: 'loops', check: () => [...runtime.failures.values()].every(({ lastError }) => lastError === null) });
};
