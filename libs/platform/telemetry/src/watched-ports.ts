import type { EventBus, EventStore, ReadStore } from '@firebreak/event-sourcing';
import { measuredStore } from './measured-store';
import type { Metrics } from './metrics';
import { tracedBus, tracedReadStore, tracedStore, type Tracing } from './tracing';

export interface WatchedPorts {
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly readStore: ReadStore;
}

/** The ports of an app, measured, and traced where traces are wanted: nobody who uses them knows. */
export const watchedPorts = ({ store, bus, readStore }: WatchedPorts, metrics: Metrics, tracing: Tracing | null): WatchedPorts => ({
  store: tracedStore(measuredStore(store, metrics), tracing),
  bus: tracedBus(bus, tracing),
  readStore: tracedReadStore(readStore, tracing),
});
