import {
  BusProjectionRunner,
  busSource,
  CodedError,
  errorCode,
  checkpointCollection,
  Parking,
  Projector,
  Relay,
  StoreSubscription,
  storeSource,
  topicOf,
  type BusSubscription,
  type Checkpoint,
  type Clock,
  type Codecs,
  type Contract,
  type DecodeRecord,
  type EventBus,
  type EventStore,
  type ProjectedDocument,
  type ProjectedEvent,
  type ReadStore,
  type StoredEvent,
  type StreamProjection,
} from '@firebreak/event-sourcing';
import { pause, SupervisedLoop } from './supervised-loop';

export interface RuntimePorts {
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  readonly onError?: (name: string, error: unknown) => void;
}

export interface StoreProjections {
  readonly name: string;
  readonly codecs: Codecs;
  readonly categories: readonly string[];
  readonly projections: readonly StreamProjection<ProjectedDocument>[];
}

export interface BusProjections {
  readonly group: string;
  readonly categories: readonly string[];
  readonly decode: DecodeRecord;
  readonly projections: readonly StreamProjection<ProjectedDocument>[];
  readonly onApplied?: (events: readonly ProjectedEvent[]) => void | Promise<void>;
}

export interface Ticker {
  readonly name: string;
  readonly everyMs: number;
  /** @returns how much was done; the ticker goes on at once while it is above 0 */
  readonly tick: () => Promise<number>;
}

/** Zero-based lane of a stream. */
const partitionOf = (stream: string, partitions: number): number => {
  if (partitions <= 1) return 0;
  let crc = ~0;
  for (const byte of Buffer.from(stream)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0) % partitions;
};

/**
 * Runs what the contexts register: publishers on one relay, projections from the store and from the bus, tickers.
 * Contexts register while their modules start; the app starts and drains it.
 */
export class Runtime {
  private readonly publishers = new Map<string, (event: StoredEvent) => Contract>();
  private readonly storeProjections: StoreProjections[] = [];
  private readonly busProjections: BusProjections[] = [];
  private readonly tickers: Ticker[] = [];
  private readonly projectors = new Map<string, Projector<ProjectedDocument>>();
  private readonly documents = new Map<string, (stream: string) => Promise<number>>();
  private readonly followed = new Map<string, readonly string[]>();
  private readonly loops: SupervisedLoop[] = [];
  private readonly tickLoops: SupervisedLoop[] = [];
  private readonly subscriptions: BusSubscription[] = [];
  private readonly groups = new Map<string, { failures: number; lastError: string | null }>();
  private listeners = new Set<() => void>();
  private openedParking: Parking | null = null;
  relay: Relay | null = null;
  started = false;

  constructor(readonly ports: RuntimePorts) {}

  publish(category: string, toContract: (event: StoredEvent) => Contract): void {
    this.publishers.set(category, toContract);
  }

  projectFromStore(registration: StoreProjections): void {
    this.storeProjections.push(registration);
  }

  projectFromBus(registration: BusProjections): void {
    this.busProjections.push(registration);
  }

  addTicker(ticker: Ticker): void {
    this.tickers.push(ticker);
  }

  get parking(): Parking {
    if (!this.openedParking) throw new CodedError('not-started');
    return this.openedParking;
  }

  get categories(): readonly string[] {
    return [...this.publishers.keys()];
  }

  async start(): Promise<void> {
    const { readStore, clock } = this.ports;
    this.openedParking = await Parking.open(readStore, clock);
    for (const registration of this.storeProjections) await this.startStoreProjections(registration);
    for (const registration of this.busProjections) await this.startBusProjections(registration);
    this.startRelay();
    for (const { name, everyMs, tick } of this.tickers) {
      const loop = this.loop(name, tick, (signal) => pause(everyMs, signal));
      this.tickLoops.push(loop);
      loop.start();
    }
    this.started = true;
  }

  /** Lets what is in hand finish, then stops. */
  async drain(): Promise<void> {
    await Promise.all(this.tickLoops.map((loop) => loop.stop()));
    await Promise.all(this.loops.map((loop) => loop.stop()));
    await Promise.all(this.subscriptions.map((subscription) => subscription.stop()));
    this.started = false;
  }

  /** Resolves when every event recorded before this call has reached every read model. */
  async whenCaughtUp(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.whenIdle()));
    for (const { group, categories } of this.busProjections) {
      while ((await this.lagOf(group, categories)) > 0) await this.nextProgress(50);
    }
    await Promise.all(this.tickLoops.map((loop) => loop.whenIdle()));
  }

  /**
   * Waits until a projection's document of a stream has the revision. Streams of categories that the projection does
   * not follow are not its business.
   * @throws CodedError `position-not-reached` after `timeoutMs`
   */
  async waitForRevision(projection: string, stream: string, revision: number, timeoutMs = 2_000): Promise<void> {
    const categories = this.followed.get(projection) ?? [];
    const read = this.documents.get(projection);
    if (!read || !categories.includes(stream.slice(0, stream.indexOf('-')))) return;
    await this.waitUntil(async () => (await read(stream)) >= revision, timeoutMs);
  }

  /** @throws CodedError `position-not-reached` */
  async waitUntil(reached: () => Promise<boolean>, timeoutMs = 2_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!(await reached())) {
      const left = deadline - performance.now();
      if (left <= 0) throw new CodedError('position-not-reached', { retryAfterSeconds: 1 });
      await this.nextProgress(Math.min(left, 50));
    }
  }

  projector(name: string): Projector<ProjectedDocument> {
    const projector = this.projectors.get(name);
    if (!projector) throw new CodedError('unknown-projection', { projection: name, known: [...this.projectors.keys()] });
    return projector;
  }

  get projectorList(): readonly Projector<ProjectedDocument>[] {
    return [...this.projectors.values()];
  }

  /** Records each bus group has not committed yet, by group. */
  async lag(): Promise<ReadonlyMap<string, number>> {
    const lags = new Map<string, number>();
    for (const { group, categories } of this.busProjections) lags.set(group, await this.lagOf(group, categories));
    return lags;
  }

  get failures(): ReadonlyMap<string, { readonly failures: number; readonly lastError: string | null }> {
    const loops = [...this.loops, ...this.tickLoops].map(({ name, failures, lastError }) => [name, { failures, lastError }] as const);
    return new Map([...loops, ...this.groups]);
  }

  progressed(): void {
    for (const listener of this.listeners) listener();
  }

  private nextProgress(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.listeners.delete(done);
        resolve();
      };
      const timer = setTimeout(done, atMostMs);
      this.listeners.add(done);
    });
  }

  private lagOf(group: string, categories: readonly string[]): Promise<number> {
    return this.ports.bus.lag(group, categories.map(topicOf));
  }

  private loop(name: string, step: () => Promise<number>, idle: (signal: AbortSignal) => Promise<void>): SupervisedLoop {
    return new SupervisedLoop({
      name,
      step,
      idle,
      onProgress: () => this.progressed(),
      onError: (loop, error) => this.ports.onError?.(loop, error),
    });
  }

  private startRelay(): void {
    const { store, bus } = this.ports;
    if (this.publishers.size === 0) return;
    const categories = [...this.publishers.keys()];
    const relay = new Relay({
      store,
      bus,
      categories,
      partitionOf,
      toContract: (event) => this.publishers.get(event.stream.slice(0, event.stream.indexOf('-')))!(event),
    });
    this.relay = relay;
    const loop = this.loop('relay', () => relay.step(), (signal) => store.waitForMore(relay.position, signal));
    this.loops.push(loop);
    loop.start();
  }

  private async openProjectors(
    projections: readonly StreamProjection<ProjectedDocument>[],
    source: ReturnType<typeof storeSource>,
  ): Promise<Projector<ProjectedDocument>[]> {
    const opened: Projector<ProjectedDocument>[] = [];
    for (const projection of projections) {
      const projector = await Projector.open(projection, this.ports.readStore, source, this.parking);
      const collection = await this.ports.readStore.collection<ProjectedDocument>(projection.collection);
      this.projectors.set(projection.name, projector);
      this.followed.set(projection.name, projection.categories);
      this.documents.set(projection.name, async (stream) => (await collection.get(stream))?.rev ?? -1);
      opened.push(projector);
    }
    return opened;
  }

  private async startStoreProjections({ name, codecs, categories, projections }: StoreProjections): Promise<void> {
    const { store, readStore } = this.ports;
    const projectors = await this.openProjectors(projections, storeSource(store, codecs));
    const checkpoints = await readStore.collection<Checkpoint>(checkpointCollection);
    const subscription = new StoreSubscription({ name, store, codecs, categories, projectors, checkpoints });
    const step = async (): Promise<number> => {
      try {
        return await readStore.batch(() => subscription.step());
      } catch (error) {
        // What the batch wrote may be gone: nothing that is remembered of it counts.
        subscription.forget();
        throw error;
      }
    };
    const loop = this.loop(name, step, (signal) => store.waitForMore(subscription.position, signal));
    this.loops.push(loop);
    loop.start();
  }

  private async startBusProjections({ group, categories, decode, projections, onApplied }: BusProjections): Promise<void> {
    const { bus, readStore } = this.ports;
    const projectors = await this.openProjectors(projections, busSource(bus, decode));
    const runner = new BusProjectionRunner({ group, bus, categories, decode, projectors, ...(onApplied ? { onApplied } : {}) });
    const state = { failures: 0, lastError: null as string | null };
    this.groups.set(group, state);
    const failed = (error: unknown): void => {
      state.failures += 1;
      state.lastError = errorCode(error) ?? String(error);
      this.ports.onError?.(group, error);
    };
    const subscription = await bus.subscribe({ group, topics: categories.map(topicOf) }, async (batch) => {
      try {
        await readStore.batch(() => runner.handle(batch));
        state.lastError = null;
        this.progressed();
      } catch (error) {
        runner.forget();
        failed(error);
        throw error;
      }
    });
    subscription.done.catch(failed);
    this.subscriptions.push(subscription);
  }
}
