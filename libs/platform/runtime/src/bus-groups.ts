import {
  BusProjectionRunner,
  CodedError,
  errorCode,
  topicOf,
  type DecodeRecord,
  type EventBus,
  type ProjectedDocument,
  type ProjectedEvent,
  type Projector,
  type ReadStore,
  type ReceivedRecord,
  type StreamProjection,
} from '@firebreak/event-sourcing';

export interface BusProjections {
  readonly group: string;
  readonly categories: readonly string[];
  readonly decode: DecodeRecord;
  readonly projections: readonly StreamProjection<ProjectedDocument>[];
  readonly onApplied?: (events: readonly ProjectedEvent[]) => void | Promise<void>;
}

export interface GroupState {
  failures: number;
  lastError: string | null;
}

interface Opened {
  readonly runner: BusProjectionRunner;
  readonly state: GroupState;
}

export interface BusGroupPorts {
  readonly bus: EventBus;
  readonly readStore: ReadStore;
  readonly onProgress: () => void;
  readonly onError: (name: string, error: unknown) => void;
}

/** The projections that are fed from topics. Their batches come through the transport. */
export class BusGroups {
  private readonly registrations: BusProjections[] = [];
  private readonly opened = new Map<string, Opened>();

  constructor(private readonly ports: BusGroupPorts) {}

  register(registration: BusProjections): void {
    this.registrations.push(registration);
  }

  get registered(): readonly BusProjections[] {
    return this.registrations;
  }

  get states(): ReadonlyMap<string, GroupState> {
    return new Map([...this.opened].map(([group, { state }]) => [group, state]));
  }

  open({ group, categories, decode, onApplied }: BusProjections, projectors: readonly Projector<ProjectedDocument>[]): void {
    const runner = new BusProjectionRunner({ group, bus: this.ports.bus, categories, decode, projectors, ...(onApplied ? { onApplied } : {}) });
    this.opened.set(group, { runner, state: { failures: 0, lastError: null } });
  }

  /** Applies a batch. A rejected one is to be handed in again. */
  async handle(group: string, batch: readonly ReceivedRecord[]): Promise<void> {
    const { runner, state } = this.at(group);
    try {
      await this.ports.readStore.batch(() => runner.handle(batch));
      state.lastError = null;
      this.ports.onProgress();
    } catch (error) {
      // What the batch wrote may be gone: nothing that is remembered of it counts.
      runner.forget();
      state.failures += 1;
      state.lastError = errorCode(error) ?? String(error);
      this.ports.onError(group, error);
      throw error;
    }
  }

  lagOf({ group, categories }: BusProjections): Promise<number> {
    return this.ports.bus.lag(group, categories.map(topicOf));
  }

  /** Records each group has not committed yet. */
  async lag(): Promise<ReadonlyMap<string, number>> {
    const lags = new Map<string, number>();
    for (const registration of this.registrations) lags.set(registration.group, await this.lagOf(registration));
    return lags;
  }

  private at(group: string): Opened {
    const opened = this.opened.get(group);
    if (!opened) throw new CodedError('not-started', { group });
    return opened;
  }
}
