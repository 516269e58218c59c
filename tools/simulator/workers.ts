import {
  BusProjectionRunner,
  busSource,
  checkpointCollection,
  Parking,
  progressMark,
  Projector,
  Relay,
  StoreSubscription,
  storeSource,
  topicOf,
} from '@firebreak/event-sourcing';
import type { Checkpoint, Codecs, EventCodec, DomainEvent, ProjectedDocument, ReceivedRecord, StreamProjection } from '@firebreak/event-sourcing';
import { RollUp, type RollUpOptions } from '@firebreak/analytics';
import { decodeContract } from '@firebreak/contracts';
import { incidentCodec, publishIncidentEvent } from '@firebreak/incident';
import type { Ports, Shared } from './ports';
import type { Role } from './roles';

export const category = 'incident';
export const topic = topicOf(category);
export const codecs: Codecs = { [category]: incidentCodec as unknown as EventCodec<DomainEvent> };

export const partitionOf = (stream: string, partitions: number): number => stream.charCodeAt(stream.length - 1) % partitions;

export interface RelayLimits {
  readonly pageSize: number;
  readonly markAfter: number;
}

export const relay = (name: string, limits: RelayLimits): Role => ({
  name,
  wakes: ['store'],
  start: ({ store, bus }) => {
    const shipped = new Relay({ store, bus, categories: [category], toContract: publishIncidentEvent, partitionOf, ...limits });
    return Promise.resolve(() => shipped.step());
  },
});

type Projection = StreamProjection<ProjectedDocument>;

/** What is given up when a step fails, as the runtime does. */
const orForget = async <T>(work: Promise<T>, forget: () => void): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    forget();
    throw error;
  }
};

export const subscription = (name: string, projections: readonly Projection[], pageSize: number): Role => ({
  name,
  wakes: ['store'],
  start: async ({ store, readStore, clock }) => {
    const parking = await Parking.open(readStore, clock);
    const source = storeSource(store, codecs);
    const projectors = await Promise.all(projections.map((projection) => Projector.open(projection, readStore, source, parking)));
    const checkpoints = await readStore.collection<Checkpoint>(checkpointCollection);
    const shipped = new StoreSubscription({ name: 'incident-views', store, codecs, categories: [category], projectors, checkpoints, pageSize });
    return () => orForget(readStore.batch(() => shipped.step()), () => shipped.forget());
  },
});

/** Where the group of consumers is in each lane, and who of them has which lane. */
export class Group {
  private readonly cursors: number[];
  readonly owners: number[];

  constructor(
    private readonly shared: Shared,
    private readonly partitions: number,
    private readonly members: number,
  ) {
    this.cursors = Array.from({ length: partitions }, () => 0);
    this.owners = this.cursors.map((_, lane) => lane % members);
  }

  /** Who reads a lane now may not be who reads it next. Whoever had it may still be at work. */
  rebalance(): void {
    const { random } = this.shared.scheduler;
    this.owners.forEach((_, lane) => void (this.owners[lane] = random.int(this.members)));
    this.shared.scheduler.note(`lanes of ${this.owners.join()}`);
  }

  lanesOf(member: number): readonly number[] {
    return Array.from({ length: this.partitions }, (_, lane) => lane).filter((lane) => this.owners[lane] === member);
  }

  receive(lane: number, limit: number): { readonly batch: readonly ReceivedRecord[]; readonly cursor: number } {
    const { bus, scheduler, faults } = this.shared;
    const { random } = scheduler;
    const log = bus.all().filter(({ partition }) => partition === lane);
    const harm = scheduler.isCalm ? null : faults;
    if (harm && random.chance(harm.rewind)) {
      this.cursors[lane] = random.int(this.cursors[lane]! + 1);
      scheduler.note(`lane ${lane} goes back to ${this.cursors[lane]}`);
    }
    const from = this.cursors[lane]!;
    const records = log.slice(from, from + limit);
    const cursor = from + records.length;
    // A record may be missing where a later one of its stream will come: that one tells.
    const missing = harm && random.chance(harm.hole) ? random.int(limit) : -1;
    const absent = records[missing];
    const told = absent !== undefined && log.slice(from + missing + 1).some(({ key, sequence, type }) => key === absent.key && sequence > absent.sequence && type !== progressMark);
    const kept = told ? records.filter((record) => record !== absent) : records;
    if (told) scheduler.note(`lane ${lane} lacks ${from + missing}`);
    const repeated = harm && random.chance(harm.repeat) ? kept.slice(0, random.int(kept.length + 1)) : [];
    return { batch: [...kept, ...repeated], cursor };
  }

  commit(lane: number, cursor: number): void {
    this.cursors[lane] = cursor;
  }
}

export type Handle = (batch: readonly ReceivedRecord[]) => Promise<void>;

/** Takes batches of the lanes it has and commits each after it is handled. */
export const consumer = (name: string, member: number, group: Group, maxBatch: number, open: (ports: Ports) => Promise<Handle>): Role => ({
  name,
  wakes: ['bus'],
  start: async (ports) => {
    const handle = await open(ports);
    let turn = 0;
    return async () => {
      const lanes = group.lanesOf(member);
      for (let tried = 0; tried < lanes.length; tried += 1) {
        const lane = lanes[(turn += 1) % lanes.length]!;
        const { batch, cursor } = await ports.read(`receive ${lane}`, () => group.receive(lane, maxBatch));
        if (batch.length === 0) continue;
        await handle(batch);
        await ports.read(`commit ${lane} ${cursor}`, () => group.commit(lane, cursor));
        return batch.length;
      }
      return 0;
    };
  },
});

/** The handler of a consumer that projects. */
export const projecting = (projections: readonly Projection[]) => async ({ bus, readStore, clock }: Ports): Promise<Handle> => {
  const parking = await Parking.open(readStore, clock);
  const source = busSource(bus, decodeContract);
  const projectors = await Promise.all(projections.map((projection) => Projector.open(projection, readStore, source, parking)));
  const shipped = new BusProjectionRunner({ group: 'analytics', bus, categories: [category], decode: decodeContract, projectors });
  return (batch) => orForget(readStore.batch(() => shipped.handle(batch)), () => shipped.forget());
};

/** Works on a tick, so that several changes are taken together: `due` says whether it ticks. */
export const rollUp = (name: string, options: RollUpOptions, due: () => boolean): Role => ({
  name,
  wakes: ['read-store'],
  start: async ({ readStore }) => {
    const shipped = await RollUp.open(readStore, options);
    return () => (due() ? shipped.step() : Promise.resolve(0));
  },
});
