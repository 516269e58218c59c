import {
  categoryOf,
  CodedError,
  generationName,
  Parking,
  Relay,
  topicOf,
  type Contract,
  type ProjectedDocument,
  type Projector,
  type ProjectorStats,
  type ReadStore,
  type ReceivedRecord,
  type RelayOptions,
  type StoredEvent,
} from '@firebreak/event-sourcing';
import { Loops } from './loops';
import { nextTurn } from './next-turn';
import { partitionOf } from './partition-of';
import { Progress } from './progress';
import { ControlBook } from './projections/control-book';
import { GenerationKeeper } from './projections/generation-keeper';
import type { GenerationPorts } from './projections/generation-ports';
import { LiveReadStore } from './projections/live-read-store';
import { LiveDocuments } from './projections/live-documents';
import type { OpenGeneration } from './projections/open-generation';
import { Rebuilds } from './projections/rebuilds';
import { skipsOfGenerations } from './projections/skips-of-generations';
import { Steward } from './projections/steward';
import { rebuildTimings } from './projections/timings';
import { unitOfBus, unitOfStore, type BusProjections, type StoreProjections, type Unit } from './projections/unit';
import type { RuntimePorts } from './runtime-ports';
import { every, type SupervisedLoop } from './supervised-loop';
import { StoreWaiting, type StoreReader, type Waiting } from './waiting';

export interface Ticker {
  readonly name: string;
  /** From the beginning of one tick to that of the next. */
  readonly everyMs: number;
  /** @returns how much was done; the ticker goes on at once while it is above 0 */
  readonly tick: () => Promise<number>;
}

const nothingDone: ProjectorStats = { applied: 0, duplicates: 0, healed: 0, parked: 0, skipped: 0, retries: 0 };

/**
 * Runs what the contexts register: publishers on one relay, projections from the store and from the bus, tickers.
 * Contexts register while their modules start; the app starts it, then the transport that brings the batches of the bus, and
 * drains it.
 */
export class Runtime {
  private readonly publishers = new Map<string, (event: StoredEvent) => Contract>();
  private readonly units: Unit[] = [];
  private readonly tickers: Ticker[] = [];
  private readonly tickLoops: SupervisedLoop[] = [];
  private readonly loops: Loops;
  private readonly progress = new Progress();
  private readonly book: ControlBook;
  private readonly live: LiveReadStore;
  private readonly liveDocuments: LiveDocuments;
  private keeper: GenerationKeeper | null = null;
  private steward: Steward | null = null;
  private openedRebuilds: Rebuilds | null = null;
  private openedParking: Parking | null = null;
  private relaying: { readonly loop: SupervisedLoop; readonly reader: StoreReader; readonly ahead: StoreWaiting } | null = null;
  relay: Relay | null = null;
  started = false;

  constructor(readonly ports: RuntimePorts) {
    const { readStore, leases, onError } = ports;
    this.loops = new Loops({ leases, onProgress: () => this.progressed(), onError: (name, error) => onError?.(name, error) });
    this.book = new ControlBook(readStore, () => [this.keeper, this.steward].forEach((each) => each?.loop.wake()));
    this.live = new LiveReadStore(readStore, this.book);
    this.liveDocuments = new LiveDocuments(readStore, this.book, this.units);
  }

  /** The read store for those who read: of each read model the generation that is live. */
  get readModels(): ReadStore {
    return this.live;
  }

  publish(category: string, toContract: (event: StoredEvent) => Contract): void {
    this.publishers.set(category, toContract);
  }

  projectFromStore(registration: StoreProjections): void {
    this.register(unitOfStore(this.ports.store, registration));
  }

  projectFromBus(registration: BusProjections): void {
    this.register(unitOfBus(this.ports.bus, registration));
  }

  addTicker(ticker: Ticker): void {
    this.tickers.push(ticker);
  }

  get parking(): Parking {
    if (!this.openedParking) throw new CodedError('not-started');
    return this.openedParking;
  }

  get rebuilds(): Rebuilds {
    if (!this.openedRebuilds) throw new CodedError('not-started');
    return this.openedRebuilds;
  }

  get categories(): readonly string[] {
    return [...this.publishers.keys()];
  }

  async start(): Promise<void> {
    await (await this.openKeeper()).start();
    this.startRelay();
    for (const { name, everyMs, tick } of this.tickers) {
      const loop = this.loops.open({ name, ...every(everyMs, tick) });
      this.tickLoops.push(loop);
      loop.start();
    }
    this.steward?.loop.start();
    this.started = true;
  }

  /** Makes what it needs in its engines, collections, indexes and topics, and starts nothing. */
  async prepare(): Promise<void> {
    await (await this.openKeeper()).prepare();
    const followed = this.units.flatMap(({ feed, categories }) => (feed.from === 'bus' ? categories : []));
    for (const category of new Set([...this.publishers.keys(), ...followed])) await this.ports.bus.partitions(topicOf(category));
  }

  /** Lets what is in hand finish, then stops. */
  async drain(): Promise<void> {
    await this.steward?.stop();
    await Promise.all(this.tickLoops.map((loop) => loop.stop()));
    await this.relaying?.loop.stop();
    await this.keeper?.stop();
    await this.ports.leases?.release().catch((error: unknown) => this.ports.onError?.('leases', error));
    this.started = false;
  }

  /** Resolves when every event recorded before this call has reached every read model. */
  async whenCaughtUp(): Promise<void> {
    const { generations } = this;
    await Promise.all([this.relaying?.loop, ...generations.map(({ feed }) => feed.loop)].flatMap((loop) => (loop ? [loop.whenIdle()] : [])));
    for (const { feed } of generations) while (feed.loop === null && (await feed.lag()) > 0) await this.progress.next(50);
    await Promise.all([...this.tickLoops, ...generations.map(({ ticking }) => ticking)].flatMap((loop) => (loop ? [loop.whenIdle()] : [])));
  }

  /**
   * Waits until a projection's document of a stream has the revision. Streams of categories that the projection does
   * not follow are not its business.
   * @throws CodedError `position-not-reached` after `timeoutMs`
   */
  waitForRevision(projection: string, stream: string, revision: number, timeoutMs = 2_000): Promise<void> {
    return this.waitForDocument(projection, stream, (doc) => (doc?.rev ?? -1) >= revision, timeoutMs);
  }

  /** Waits until it holds of a projection's document of a stream, also in a generation that is about to become live. @throws CodedError `position-not-reached` */
  async waitForDocument<D extends ProjectedDocument>(projection: string, stream: string, holds: (doc: D | null) => boolean, timeoutMs = 2_000): Promise<void> {
    const followed = this.liveDocuments.follows(projection, categoryOf(stream));
    if (followed) await this.waitUntil(async () => (await this.liveDocuments.read<D>(projection, stream)).every(holds), timeoutMs);
  }

  /** @throws CodedError `position-not-reached` */
  waitUntil(reached: () => Promise<boolean>, timeoutMs = 2_000): Promise<void> {
    return this.progress.until(reached, timeoutMs);
  }

  projector(name: string): Projector<ProjectedDocument> {
    const projector = this.projectorList.find(({ projection }) => projection.name === name);
    if (!projector) throw new CodedError('unknown-projection', { projection: name, known: this.projectorList.map(({ projection }) => projection.name) });
    return projector;
  }

  get projectorList(): readonly Projector<ProjectedDocument>[] {
    return this.generations.flatMap(({ projectors }) => projectors);
  }

  /** What a generation of a projection has done in this process. */
  statsOf(projection: string, generation: number): ProjectorStats {
    const name = generationName(projection, generation);
    return this.projectorList.find((each) => each.projection.name === name)?.stats ?? nothingDone;
  }

  /** Records that each bus group has not committed yet; under the name that it was registered with, those of the live generation. */
  async lag(): Promise<ReadonlyMap<string, number>> {
    const lags = new Map<string, number>();
    for (const { unit, generation, feed } of this.generations) {
      if (unit.feed.from !== 'bus') continue;
      const isLive = (await this.book.current(unit.name)).live === generation;
      lags.set(isLive ? unit.name : `${unit.name}.g${generation}`, await feed.lag());
    }
    return lags;
  }

  /** What readers of the store that work here, and consumer groups wherever they work, have not applied yet. */
  async waiting(): Promise<readonly Waiting[]> {
    const { relaying } = this;
    const relayed = relaying && !this.loops.isElsewhere(relaying.reader.name) ? await relaying.ahead.look() : null;
    const read = await Promise.all(this.generations.map((each) => this.waitingFor(each)));
    return [...(relayed ? [relayed] : []), ...read.flat()];
  }

  /** Names of those readers and groups, behind or not. */
  get readerNames(): { readonly store: readonly string[]; readonly bus: readonly string[] } {
    const readers = [this.relaying?.reader, ...this.generations.map(({ feed }) => feed.reader)].flatMap((reader) => (reader ? [reader.name] : []));
    const groups = this.generations.flatMap(({ feed }) => (feed.reader === null ? [feed.name] : []));
    return { store: readers.filter((name) => !this.loops.isElsewhere(name)), bus: groups };
  }

  /** Applies a batch of a group's topics. A rejected one is to be handed in again. */
  async handle(group: string, batch: readonly ReceivedRecord[]): Promise<void> {
    if (!this.keeper) throw new CodedError('not-started', { group });
    await this.keeper.handle(group, batch);
  }

  get failures(): ReadonlyMap<string, { readonly failures: number; readonly lastError: string | null }> {
    const { generations } = this;
    const loops = [this.keeper?.loop, this.steward?.loop, this.relaying?.loop, ...this.tickLoops, ...generations.flatMap(({ feed, ticking }) => [feed.loop, ticking])];
    const states = generations.flatMap(({ feed }) => (feed.state ? [[feed.name, { ...feed.state }] as const] : []));
    return new Map([...loops.flatMap((loop) => (loop ? [[loop.name, { failures: loop.failures, lastError: loop.lastError }] as const] : [])), ...states]);
  }

  progressed(): void {
    this.progress.made();
  }

  /** What is in the making began with the oldest event of all: nobody waits for that one. */
  private async waitingFor({ unit, generation, feed }: OpenGeneration): Promise<readonly Waiting[]> {
    const waiting = await feed.waiting();
    const isBuilding = (await this.book.current(unit.name)).building === generation;
    return isBuilding ? waiting.map((each) => ({ ...each, since: null })) : waiting;
  }

  private get generations(): readonly OpenGeneration[] {
    return this.keeper?.generations ?? [];
  }

  private register(unit: Unit): void {
    this.units.push(unit);
    this.live.own(unit.name, unit.names);
  }

  private async openKeeper(): Promise<GenerationKeeper> {
    const { store, readStore, clock } = this.ports;
    const parking = (this.openedParking = await Parking.open(readStore, clock, skipsOfGenerations(store)));
    const ports: GenerationPorts = { ...this.ports, live: this.live, book: this.book, parking, loops: this.loops, onProgress: () => this.progressed() };
    const keeper = (this.keeper = new GenerationKeeper(ports, this.units));
    const timings = { ...rebuildTimings, ...this.ports.timings };
    this.steward = new Steward(ports, this.units, keeper, timings);
    this.openedRebuilds = new Rebuilds(ports, this.units, keeper, timings);
    return keeper;
  }

  private startRelay(): void {
    const { store, bus } = this.ports;
    if (this.publishers.size === 0) return;
    const categories = [...this.publishers.keys()];
    const toContract: RelayOptions['toContract'] = (event) => this.publishers.get(categoryOf(event.stream))!(event);
    const open = (): Relay => (this.relay = new Relay({ store, bus, categories, partitionOf, toContract, turn: nextTurn }));
    let relay = open();
    const loop = this.loops.open({
      name: 'relay',
      step: () => relay.step(),
      idle: (signal) => store.waitForMore(relay.position, signal),
      renew: () => (relay = open()),
    });
    const reader = { name: 'relay', categories, position: () => relay.position };
    this.relaying = { loop, reader, ahead: new StoreWaiting(store, reader) };
    loop.start();
  }
}
