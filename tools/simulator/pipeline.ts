import { dayCollection, incidentFacts, policyCategory, policyCollection, slotCollection, type ReportingPolicyDocument } from '@firebreak/analytics';
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

/** Names the reporting zones, before the first event or in the middle of it all. */
const publishZones = async (world: World): Promise<readonly string[]> => {
  const zones = world.random.chance(0.25) ? ['UTC', 'Asia/Kathmandu'] : ['UTC'];
  const policies = await world.collection<ReportingPolicyDocument>(policyCollection);
  if (zones.length > 1) await policies.insert(streamName(policyCategory, 'default', 'reporting'), { rev: 0, tenant: 'default', version: 1, zones, defaults: {} });
  return zones;
};

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

/** One schedule of the shipped pipeline: commands to figures. */
export const playPipeline = async (options: WorldOptions): Promise<Outcome> => {
  const world = new World(options);
  const { random, copies, partitions } = world;
  const group = new Group(world.shared, partitions, copies);
  const poison = poisonOf(world);
  const poisoned = (projection: Projection): Projection => poison?.in(projection) ?? projection;
  const projections = [incidentFacts as Projection, incidentList as unknown as Projection].map(poisoned);
  const [facts, list] = projections as [Projection, Projection];
  const limits = { pageSize: random.between(1, 6), markAfter: random.between(1, 8) };
  const rolling = { factsPerStep: random.pick([1, 2, 100]), daysPerStep: random.pick([1, 8]) };
  const clients = world.clients();
  const twinned = clients.length > world.scripts.length;
  const each = <T>(make: (index: number) => T): T[] => Array.from({ length: copies }, (_, index) => make(index));
  const ticks = (): boolean => world.scheduler.isCalm || random.chance(0.3);
  const zonesAt = random.int(200);
  let zones: readonly string[] = ['UTC'];
  let steps = 0;
  await world.play(
    [
      ...clients,
      ...each((index) => relay(`relay ${index}`, limits)),
      ...each((index) => subscription(`subscription ${index}`, [list], limits.pageSize)),
      ...each((index) => consumer(`consumer ${index}`, index, group, random.between(1, 6), projecting([facts]))),
      ...each((index) => rollUp(`roll-up ${index}`, rolling, ticks)),
    ],
    async () => {
      if ((steps += 1) === zonesAt) zones = await publishZones(world);
      if (random.chance(world.shared.faults.rebalance)) group.rebalance();
    },
  );
  if (poison && expectedOf(world).get(poison.stream) && expectedOf(world).get(poison.stream)!.rev >= poison.revision) {
    const parked = await parkedStreams(world);
    const due = [`${poison.projection} ${poison.stream}@${poison.revision} poisoned`];
    if (JSON.stringify(parked) !== JSON.stringify(due)) return finish(world, options, [wrongWith('parked')(`${parked.join()} is parked, ${due.join()} is poisoned`)]);
    await mend(world, poison, projections);
  }
  return finish(world, options, await check(world, zones, twinned));
};

const finish = (world: World, { seed }: WorldOptions, violations: readonly Violation[]): Outcome => ({
  seed,
  violations,
  trace: world.scheduler.trace,
  digest: () => world.digest([incidentFacts.collection, slotCollection, dayCollection]),
});
