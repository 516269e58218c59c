import type { Runtime } from '@firebreak/runtime';
import type { Metrics } from '@firebreak/telemetry';

const one = (value: number): ReadonlyMap<string, number> => new Map([['', value]]);

/** What operators look at in either shape: lag, parked streams, holes that were filled, steps that failed. */
export const watchRuntime = (metrics: Metrics, runtime: Runtime): void => {
  metrics.processMetrics();
  metrics.observed('firebreak_consumer_lag_records', 'Records a consumer group has not committed yet', 'group', () => runtime.lag());
  metrics.observed('firebreak_parked_streams', 'Streams that wait for somebody to look at them', null, async () => one(await runtime.parking.count()));
  metrics.observed('firebreak_projector_applied', 'Events folded into read models', 'projection', () => new Map(runtime.projectorList.map((each) => [each.projection.name, each.stats.applied])));
  metrics.observed('firebreak_projector_healed', 'Holes filled from the source', 'projection', () => new Map(runtime.projectorList.map((each) => [each.projection.name, each.stats.healed])));
  metrics.observed('firebreak_relay_records', 'What this process has published: events, progress marks, events that nobody could read, holes of the log that were filled', 'kind', () => new Map(Object.entries(runtime.relay?.stats ?? {})));
  metrics.observed('firebreak_loop_failures', 'Steps that failed and were tried again', 'loop', () => new Map([...runtime.failures].map(([name, { failures }]) => [name, failures])));
};
