import type { Clock, EventBus, EventStore, ReadStore } from '@firebreak/event-sourcing';
import type { Leases } from './leases';
import type { RebuildTimings } from './projections/timings';

export interface RuntimePorts {
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  /** Where several replicas share the stores: who of them does what. */
  readonly leases?: Leases;
  /** Other times than an installation goes by. */
  readonly timings?: Partial<RebuildTimings>;
  readonly onError?: (name: string, error: unknown) => void;
}
