import {
  busSource,
  categoryOf,
  CodedError,
  checkpointCollection,
  Parking,
  Projector,
  Relay,
  StoreSubscription,
  storeSkips,
  storeSource,
  topicOf,
  type Checkpoint,
  type Clock,
  type Codecs,
  type Contract,
  type EventBus,
  type EventStore,
  type ProjectedDocument,
  type ReadStore,
  type ReceivedRecord,
  type StoredEvent,
  type StreamProjection,
} from '@firebreak/event-sourcing';
import { BusGroups, type BusProjections } from './bus-groups';
import type { Leases } from './leases';
import { partitionOf } from './partition-of';
import { Progress } from './progress';
import { pause, SupervisedLoop } from './supervised-loop';
import { waitingInStore, waitingOnBus, type StoreReader, type Waiting } from './waiting';

export interface RuntimePorts {
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  /** Where several replicas share the stores: who of them does what. */
  readonly leases?: Leases;
  readonly onError?: (name: string, error: unknown) => void;
}

export interface StoreProjections {
  readonly name: string;
  readonly codecs: Codecs;
  readonly categories: readonly string[];
  readonly projections: readonly StreamProjection<ProjectedDocument>[];
}

export interface Ticker {
  readonly name: string;
  readonly everyMs: number;
  /** @returns how much was done; the ticker goes on at once while it is above 0 */
  readonly tick: () => Promise<number>;
}

/**
 * Runs what the contexts register: publishers on one relay, projections from the store and from the bus, tickers.
 * Contexts register while their modules start; the app starts it, then the transport that brings the batches of the bus, and
 * drains it.
 */
export class Runtime {
  private readonly publishers = new Map<string, (event: StoredEvent) => Contract>();
  private readonly storeProjections: StoreProjections[] = [];
  private readonly tickers: Ticker[] = [];
  private readonly projectors = new Map<string, Projector<ProjectedDocument>>();
  private readonly documents = new Map<string, (stream: string) => Promise<number>>();
  private readonly followed = new Map<string, readonly string[]>();
  private readonly loops: SupervisedLoop[] = [];
  private readonly tickLoops: SupervisedLoop[] = [];
  private readonly groups: BusGroups;
  private readonly readers: StoreReader[] = [];
  /** Loops whose work another replica does. */
  private readonly elsewhere = new Set<string>();
  private readonly progress = new Progress();
  private openedParking: Parking | null = null;
  relay: Relay | null = null;
  started = false;

  constructor(readonly ports: RuntimePorts) {
    const { bus, readStore, onError } = ports;
    this.groups = new BusGroups({ bus, readStore, onProgress: () => this.progressed(), onError: (name, error) => onError?.(name, error) });
  }

  publish(category: string, toContract: (event: StoredEvent) => Contract): void {
    this.publishers.set(category, toContract);
  }

  projectFromStore(registration: StoreProjections): void {
    this.storeProjections.push(registration);
  }

  projectFromBus(registration: BusProjections): void {
    this.groups.register(registration);
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
    const { store, readStore, clock } = this.ports;
    this.openedParking = await Parking.open(readStore, clock, storeSkips(store));
    for (const registration of this.storeProjections) await this.startStoreProjections(registration);
    for (const registration of this.groups.registered) await this.openGroup(registration);
    this.startRelay();
    for (const { name, everyMs, tick } of this.tickers) {
      const loop = this.loop(name, tick, (signal) => pause(everyMs, signal));
      this.tickLoops.push(loop);
      loop.start();
    }
    this.started = true;
  }

  /** Makes what it needs in its engines, collections, indexes and topics, and starts nothing. */
  async prepare(): Promise<void> {
    const { store, bus, readStore, clock } = this.ports;
    this.openedParking = await Parking.open(readStore, clock, storeSkips(store));
    await readStore.collection<Checkpoint>(checkpointCollection);
    for (const { codecs, projections } of this.storeProjections) await this.openProjectors(projections, storeSource(store, codecs));
    for (const registration of this.groups.registered) await this.openGroup(registration);
    const categories = new Set([...this.publishers.keys(), ...this.groups.registered.flatMap((each) => each.categories)]);
    for (const category of categories) await bus.partitions(topicOf(category));
  }

  /** Lets what is in hand finish, then stops. */
  async drain(): Promise<void> {
    await Promise.all(this.tickLoops.map((loop) => loop.stop()));
    await Promise.all(this.loops.map((loop) => loop.stop()));
    await this.ports.leases?.release().catch((error: unknown) => this.ports.onError?.('leases', error));
    this.started = false;
  }

  /** Resolves when every event recorded before this call has reached every read model. */
  async whenCaughtUp(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.whenIdle()));
    for (const registration of this.groups.registered) {
      while ((await this.groups.lagOf(registration)) > 0) await this.progress.next(50);
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
    if (!read || !categories.includes(categoryOf(stream))) return;
    await this.waitUntil(async () => (await read(stream)) >= revision, timeoutMs);
  }

  /** @throws CodedError `position-not-reached` */
  waitUntil(reached: () => Promise<boolean>, timeoutMs = 2_000): Promise<void> {
    return this.progress.until(reached, timeoutMs);
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
  lag(): Promise<ReadonlyMap<string, number>> {
    return this.groups.lag();
  }

  /** What readers of the store that work here, and consumer groups wherever they work, have not applied yet. */
  async waiting(): Promise<readonly Waiting[]> {
    const here = this.readers.filter(({ name }) => !this.elsewhere.has(name));
    const inStore = await Promise.all(here.map((reader) => waitingInStore(this.ports.store, reader)));
    const onBus = await Promise.all(this.groups.registered.map((registration) => waitingOnBus(this.ports.bus, registration)));
    return [...inStore.filter((each) => each !== null), ...onBus.flat()];
  }

  /** Names of those readers and groups, behind or not. */
  get readerNames(): { readonly store: readonly string[]; readonly bus: readonly string[] } {
    const here = this.readers.map(({ name }) => name).filter((name) => !this.elsewhere.has(name));
    return { store: here, bus: this.groups.registered.map(({ group }) => group) };
  }

  /** Applies a batch of a group's topics. A rejected one is to be handed in again. */
  handle(group: string, batch: readonly ReceivedRecord[]): Promise<void> {
    return this.groups.handle(group, batch);
  }

  get failures(): ReadonlyMap<string, { readonly failures: number; readonly lastError: string | null }> {
    const loops = [...this.loops, ...this.tickLoops].map(({ name, failures, lastError }) => [name, { failures, lastError }] as const);
    return new Map([...loops, ...this.groups.states]);
  }

  progressed(): void {
    this.progress.made();
  }

  private loop(name: string, step: () => Promise<number>, idle: (signal: AbortSignal) => Promise<void>, renew: () => void = () => undefined): SupervisedLoop {
    const { leases, onError } = this.ports;
    let mine = true;
    const leased = async (held: Leases): Promise<number> => {
      const outcome = await held.hold(name);
      mine = outcome !== 'other';
      this.elsewhere[mine ? 'delete' : 'add'](name);
      if (outcome === 'taken') renew();
      return mine ? step() : 0;
    };
    return new SupervisedLoop({
      name,
      step: leases ? () => leased(leases) : step,
      idle: (signal) => (mine ? idle(signal) : pause(leases!.ttlMs / 6, signal)),
      onProgress: () => this.progressed(),
      onError: (loop, error) => onError?.(loop, error),
    });
  }

  private startRelay(): void {
    const { store, bus } = this.ports;
    if (this.publishers.size === 0) return;
    const categories = [...this.publishers.keys()];
    const open = (): Relay => (this.relay = new Relay({ store, bus, categories, partitionOf, toContract: (event) => this.publishers.get(categoryOf(event.stream))!(event) }));
    let relay = open();
    const loop = this.loop(
      'relay',
      () => relay.step(),
      (signal) => store.waitForMore(relay.position, signal),
      () => (relay = open()),
    );
    this.loops.push(loop);
    this.readers.push({ name: 'relay', categories, position: () => relay.position });
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
    const loop = this.loop(name, step, (signal) => store.waitForMore(subscription.position, signal), () => subscription.forget());
    this.loops.push(loop);
    this.readers.push({ name, categories, position: () => subscription.position });
    loop.start();
  }

  private async openGroup(registration: BusProjections): Promise<void> {
    const { bus } = this.ports;
    this.groups.open(registration, await this.openProjectors(registration.projections, busSource(bus, registration.decode)));
  }
}
