import type { SqliteEventStore } from '@firebreak/event-store-sqlite';
import { watchRuntime } from '@firebreak/operations';
import type { Runtime } from '@firebreak/runtime';
import type { Health, Logger, Metrics } from '@firebreak/telemetry';

/**
 * What operators look at: lag, parked streams, and how many appends share a commit.
 * @returns how to stop looking
 */
export const watch = (metrics: Metrics, health: Health, runtime: Runtime, store: SqliteEventStore, logger: Logger): (() => void) => {
  metrics.observed('firebreak_appends', 'Appends that were committed', null, () => new Map([['', store.stats().appends]]));
  metrics.observed('firebreak_commits', 'Commits they shared', null, () => new Map([['', store.stats().commits]]));
  metrics.observed('firebreak_group_commit_size', 'Commits by the number of appends they held', 'appends', () => new Map(Object.entries(store.stats().groupSizes)));
  health.add({ name: 'event-store', check: async () => (await store.head()) !== undefined });
  health.add({ name: 'loops', check: () => [...runtime.failures.values()].every(({ lastError }) => lastError === null) });
  return watchRuntime(metrics, runtime, logger);
};
