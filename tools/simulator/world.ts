import { CodedError, sha256, type Collection, type CollectionSpec, type ProjectedDocument, type ReadStore, type StreamProjection } from '@firebreak/event-sourcing';
import { countingIds, memoryEventBus, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { client, Script } from './clients';
import { distributedFaults, embeddedFaults, type Faults } from './faults';
import { Journal } from './journal';
import type { Shared } from './ports';
import { Random } from './random';
import { Cast, type Role } from './roles';
import { Scheduler, type Pace } from './scheduler';

export type Shape = 'embedded' | 'distributed';

export interface WorldOptions {
  readonly seed: number;
  readonly shape: Shape;
  /** Changes a wrong world is made of; the shipped one has none. */
  readonly tamper?: (readStore: ReadStore) => ReadStore;
  readonly faults?: (random: Random) => Faults;
  readonly pace?: Pace;
  readonly steps?: number;
  readonly streams?: number;
  readonly commands?: number;
}

/** Far from any midnight, before one in Nepal, before one in Greenwich. */
const starts = ['2026-03-05T06:00:00.000Z', '2026-03-05T14:30:00.000Z', '2026-03-05T15:50:00.000Z', '2026-03-05T20:30:00.000Z'];

/** Everything that happens in one schedule. */
export class World {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly shared: Shared;
  readonly scripts: readonly Script[];
  readonly partitions: number;
  readonly copies: number;
  readonly start: string;
  private cast: Cast | null = null;

  constructor(readonly options: WorldOptions) {
    const { seed, shape, tamper = (store) => store } = options;
    const random = (this.random = new Random(seed));
    const distributed = shape === 'distributed';
    this.partitions = distributed ? random.between(1, 3) : 1;
    this.copies = distributed ? random.between(1, 2) : 1;
    this.start = random.pick(starts);
    const scheduler = (this.scheduler = new Scheduler(random, this.start, options.pace));
    const faults = (options.faults ?? (distributed ? distributedFaults : embeddedFaults))(random);
    this.shared = {
      scheduler,
      faults,
      store: memoryEventStore(),
      bus: memoryEventBus({ partitions: this.partitions }),
      readStore: tamper(memoryReadStore({ trusting: true })),
      journal: distributed ? null : new Journal(scheduler, faults.lostCommit),
      writes: { store: 0, bus: 0, 'read-store': 0 },
    };
    const streams = Array.from({ length: options.streams ?? random.between(2, 4) }, (_, index) => `incident-default.${index}`);
    const commands = options.commands ?? random.between(10, 20);
    const clients = random.between(2, 3);
    this.scripts = Array.from({ length: clients }, (_, index) => new Script(this.shared, `c${index}`, streams, Math.ceil(commands / clients)));
  }

  /** Clients of the scripts; some schedules have a twin of the first. */
  clients(): readonly Role[] {
    const ids = countingIds();
    const roles = this.scripts.map((script, index) => client(`client ${index}`, script, ids));
    return this.random.chance(0.3) ? [...roles, client('twin of client 0', this.scripts[0]!, ids)] : roles;
  }

  /** Lets the roles work under faults, then without, then lets those come back that were given up for dead, and again without. */
  async play(roles: readonly Role[], strike: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const cast = (this.cast = new Cast(this.shared, roles));
    const { crash, zombie } = this.shared.faults;
    await this.scheduler.run(this.options.steps ?? 400, async () => {
      await strike();
      if (!this.random.chance(crash)) return;
      if (this.shared.journal) {
        for (let index = 0; index < cast.size; index += 1) cast.crash(index, false);
        await this.shared.journal.crash();
      } else cast.crash(this.random.int(cast.size), this.random.chance(zombie));
    });
    await cast.drain();
    await this.scheduler.haunt();
    await cast.drain();
  }

  async drain(): Promise<void> {
    await this.cast!.drain();
  }

  /** Somebody wrote behind the backs of the workers. */
  wake(): void {
    for (const port of ['store', 'bus', 'read-store'] as const) this.shared.writes[port] += 1;
  }

  get surprises(): readonly string[] {
    return this.cast?.surprises ?? [];
  }

  collection<D extends object>(spec: CollectionSpec): Promise<Collection<D>> {
    return this.shared.readStore.collection<D>(spec);
  }

  /** The same for the same seed: every step and what came of it. */
  async digest(collections: readonly CollectionSpec[]): Promise<string> {
    const { store, bus } = this.shared;
    const documents = [];
    for (const spec of collections) documents.push(await (await this.collection(spec)).find({ filter: { op: 'all' } }));
    return sha256(JSON.stringify([this.scheduler.trace, store.all(), bus.all(), documents]));
  }
}

/** A fold that fails on one event until it is mended. */
export class Poison {
  mended = false;

  constructor(
    readonly projection: string,
    readonly stream: string,
    readonly revision: number,
  ) {}

  /** The same projection, poisoned where it is meant to be. */
  in<D extends ProjectedDocument>(projection: StreamProjection<D>): StreamProjection<D> {
    if (projection.name !== this.projection) return projection;
    return {
      ...projection,
      evolve: (doc, event) => {
        if (!this.mended && event.stream === this.stream && event.revision === this.revision) throw new CodedError('poisoned');
        return projection.evolve(doc, event);
      },
    };
  }
}
