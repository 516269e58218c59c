import { toMillis } from '@firebreak/event-sourcing';
import type { Runtime, Waiting } from '@firebreak/runtime';
import type { Logger, Metrics, Readings } from '@firebreak/telemetry';
import { Silence } from './silence';

const one = (value: number): Readings => new Map([['', value]]);

const lookEveryMs = 5_000;

type Source = Waiting['source'];

/** Whoever asks while somebody else waits for the answer waits for the same one: several metrics are read at a time. */
const shared = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let asked: Promise<T> | null = null;
  return () => (asked ??= ask().finally(() => (asked = null)));
};

/** Per reader of the source: 0, or what its waiting ones come to. */
const perReader = async (runtime: Runtime, source: Source, waiting: () => Promise<readonly Waiting[]>, value: (waiting: Waiting) => number): Promise<Readings> => {
  const values = new Map<string, number>(runtime.readerNames[source].map((name) => [name, 0]));
  for (const each of await waiting()) if (each.source === source) values.set(each.reader, Math.max(values.get(each.reader) ?? 0, value(each)));
  return values;
};

/**
 * What operators look at in either shape: lag by events and by time, parked streams, holes that were filled, steps that failed,
 * and who stands still without a word.
 * @returns how to stop looking
 */
export const watchRuntime = (metrics: Metrics, runtime: Runtime, logger: Logger): (() => void) => {
  const { clock } = runtime.ports;
  const age = ({ since }: Waiting): number => (since === null ? 0 : Math.max(0, toMillis(clock.now()) - toMillis(since)) / 1_000);
  const waiting = shared(() => runtime.waiting());
  metrics.processMetrics();
  metrics.observed('firebreak_consumer_lag_records', 'Records a consumer group has not committed yet', 'group', () => runtime.lag());
  metrics.observed('firebreak_consumer_lag_seconds', 'Age of the oldest event that a consumer group has not committed yet', 'group', () => perReader(runtime, 'bus', waiting, age));
  metrics.observed('firebreak_reader_lag_events', 'Events that the relay and projections from the store have before them; 1000 stands for more', 'reader', () => perReader(runtime, 'store', waiting, ({ events }) => events));
  metrics.observed('firebreak_reader_lag_seconds', 'Age of the oldest event that the relay and projections from the store have before them', 'reader', () => perReader(runtime, 'store', waiting, age));
  metrics.observed('firebreak_parked_streams', 'Streams that wait for somebody to look at them', null, async () => one(await runtime.parking.count()));
  metrics.observedTotal('firebreak_projector_applied_total', 'Events folded into read models', 'projection', () => new Map(runtime.projectorList.map((each) => [each.projection.name, each.stats.applied])));
  metrics.observedTotal('firebreak_projector_healed_total', 'Holes filled from the source', 'projection', () => new Map(runtime.projectorList.map((each) => [each.projection.name, each.stats.healed])));
  metrics.observedTotal('firebreak_loop_failures_total', 'Steps that failed and were tried again', 'loop', () => new Map([...runtime.failures].map(([name, { failures }]) => [name, failures])));
  metrics.observed('firebreak_relay_records', 'What this process has published since its relay was opened: events, progress marks, events that nobody could read, holes of the log that were filled', 'kind', () => new Map(Object.entries(runtime.relay?.stats ?? {})));
  const silence = new Silence({ runtime: { waiting }, logger });
  metrics.observed('firebreak_reader_silent_seconds', 'How long a reader or group that has events before it has not moved', 'reader', () => silence.seconds);
  // A look may take longer than the time between two: those that came meanwhile would make it longer still.
  const look = shared(() => silence.look());
  const looking = setInterval(() => void look().catch((error: unknown) => logger.debug({ err: error }, 'could not look for silent readers')), lookEveryMs).unref();
  return () => clearInterval(looking);
};
