import { dayCollection, incidentFacts, policyCategory, policyCollection, slotCollection, type ReportingPolicyDocument, type RollUpOptions } from '@firebreak/analytics';
import { countingIds } from '@firebreak/event-sourcing-testing';
import { Parking, Projector, busSource, storeSource, streamName, type ProjectedDocument, type StreamProjection } from '@firebreak/event-sourcing';
import { decodeContract } from '@firebreak/contracts';
import { incidentList } from '@firebreak/incident';
import { checkCommands, checkDocuments, checkStore, checkTopic, expectedOf, parkedStreams, surprisesOf, wrongWith, type Violation } from './check';
import { wrongFigures } from './figures';
import { codecs, consumer, Group, partitionOf, projecting, relay, rollUp, subscription } from './workers';
import { Poison, World, type WorldOptions } from './world';

type Projection = StreamProjection<ProjectedDocument>;

export interface Outcome {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
  readonly digest: () => Promise<string>;
}

/** Names the reporting zones, in some schedules several times in the middle of it all. */
class Zones {
  named: readonly string[] = ['UTC'];
  private rev = -1;

  private readonly when: ReadonlySet<number>;
  private step = 0;

  constructor(private readonly world: World) {
    const { random } = world;
    const times = random.chance(0.4) ? random.between(1, 3) : 0;
    this.when = new Set(Array.from({ length: times }, () => random.int(350)));
  }

  async maybeName(): Promise<void> {
    const { random, scheduler } = this.world;
    if (!this.when.has((this.step += 1))) return;
    this.named = random.chance(0.7) ? ['UTC', 'Asia/Kathmandu'] : ['UTC'];
    this.rev += 1;
    const policies = await this.world.collection<ReportingPolicyDocument>(policyCollection);
    const doc = { rev: this.rev, tenant: 'default', version: this.rev + 1, zones: this.named, defaults: {} };
    const id = streamName(policyCategory, 'default', 'reporting');
    await (this.rev === 0 ? policies.insert(id, doc) : policies.replace(id, {}, doc));
    this.world.wake();
    scheduler.note(`zones ${this.named.join()}`);
  }
}

const poisonOf = (world: World): Poison | null =>
  world.random.chance(0.1) ? new Poison(world.random.pick([incidentFacts.name, incidentList.name]), 'incident-default.0', world.random.int(6)) : null;

/** Once the code is mended, what was parked is tried again by name. */
const mend = async (world: World, poison: Poison, projections: readonly Projection[]): Promise<void> => {
  poison.mended = true;
  const { store, bus, readStore, scheduler } = world.shared;
  const parking = await Parking.open(readStore, scheduler);
  for (const projection of projections) {
    const source = projection.name === incidentFacts.name ? busSource(bus, decodeContract) : storeSource(store, codecs);
    const projector = await Projector.open(projection, readStore, source, parking);
    for (const { stream } of await parking.list(projection.name)) await projector.retry(stream);
  }
  world.wake();
  await world.drain();
};

const check = async (world: World, zones: readonly string[], twinned: boolean): Promise<Violation[]> => {
  const { store, bus, readStore, scheduler } = world.shared;
  const events = store.all();
  const incidents = expectedOf(world);
  return [
    ...surprisesOf(world),
    ...checkStore(events),
    ...checkCommands(events, world.scripts, twinned ? world.scripts[0]! : null),
    ...checkTopic(bus.all(), events, world.partitions, (stream) => partitionOf(stream, world.partitions)),
    ...(await checkDocuments(world, incidents)),
    ...(await wrongFigures(readStore, incidents, zones, world.start, scheduler.now())).map(wrongWith('I6')),
    ...(await parkedStreams(world)).map(wrongWith('parked')),
  ];
};

/** One schedule of the shipped pipeline: commands to figures. @param wanted of the roll-up, instead of what is drawn by lot */
export const playPipeline = async (options: WorldOptions, wanted: RollUpOptions = {}): Promise<Outcome> => {
  const world = new World(options);
  const { random, copies, partitions } = world;
  const group = new Group(world.shared, partitions, copies);
  const poison = poisonOf(world);
  const poisoned = (projection: Projection): Projection => poison?.in(projection) ?? projection;
  const projections = [incidentFacts as Projection, incidentList as unknown as Projection].map(poisoned);
  const [facts, list] = projections as [Projection, Projection];
  const limits = { pageSize: random.between(1, 6), markAfter: random.between(1, 8) };
  const rolling = { factsPerStep: random.pick([1, 2, 100, 100]), daysPerStep: random.pick([1, 8]), ids: countingIds(), ...wanted };
  const clients = world.clients();
  const twinned = clients.length > world.scripts.length;
  const each = <T>(make: (index: number) => T): T[] => Array.from({ length: copies }, (_, index) => make(index));
  const ticks = (): boolean => world.scheduler.isCalm || random.chance(0.7);
  const zones = new Zones(world);
  await world.play(
    [
      ...clients,
      ...each((index) => relay(`relay ${index}`, limits)),
      ...each((index) => subscription(`subscription ${index}`, [list], limits.pageSize)),
      ...each((index) => consumer(`consumer ${index}`, index, group, random.between(1, 6), projecting([facts]))),
      ...each((index) => rollUp(`roll-up ${index}`, rolling, ticks)),
    ],
    async () => {
      await zones.maybeName();
      if (random.chance(world.shared.faults.rebalance)) group.rebalance();
    },
  );
  if (poison && expectedOf(world).get(poison.stream) && expectedOf(world).get(poison.stream)!.rev >= poison.revision) {
    const parked = await parkedStreams(world);
    const due = [`${poison.projection} ${poison.stream}@${poison.revision} poisoned`];
    if (JSON.stringify(parked) !== JSON.stringify(due)) return finish(world, options, [wrongWith('parked')(`${parked.join()} is parked, ${due.join()} is poisoned`)]);
    await mend(world, poison, projections);
  }
  return finish(world, options, await check(world, zones.named, twinned));
};

const finish = (world: World, { seed }: WorldOptions, violations: readonly Violation[]): Outcome => ({
  seed,
  violations,
  trace: world.scheduler.trace,
  digest: () => world.digest([incidentFacts.collection, slotCollection, dayCollection]),
});
