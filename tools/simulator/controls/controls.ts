import type { ProjectedDocument, StreamProjection } from '@firebreak/event-sourcing';
import { checkTopic, surprisesOf, wrongWith, type Violation } from '../check';
import { noFaults, type Faults } from '../faults';
import { playPipeline } from '../pipeline';
import type { Random } from '../random';
import type { Role } from '../roles';
import { consumer, Group, partitionOf, projecting, relay } from '../workers';
import { World } from '../world';
import { expectedBuckets, type Bucket } from './buckets';
import { Counters, guardThenIncrement, incrementThenCommit, incrementThenGuard, lastPositionPerBucket, offsetsPerBucket, type CountingStrategy } from './counting';
import { bucketCollection, countedFacts, recomputer, type CountedBucket, type Recomputing } from './recomputing';
import { relayWithCheckpoint, relayWithTwoInFlight } from './relays';
import { tampered, type Tampering } from './tampered';

/** A way to do it, and what a seed finds wrong with it. */
export interface Control {
  readonly name: string;
  /** The ones that are right show that it is the way that is wrong, not the judge. */
  readonly right: boolean;
  readonly play: (seed: number) => Promise<readonly Violation[]>;
}

const harm = (random: Random): Faults => ({
  ...noFaults,
  crash: random.pick([0.005, 0.02]),
  zombie: random.pick([0, 1]),
  lost: random.pick([0, 0.05]),
  rewind: random.pick([0, 0.1]),
  rebalance: random.pick([0, 0.02]),
});

/** Workers that come back late. */
const haunted = (random: Random): Faults => ({ ...harm(random), crash: 0.05, zombie: 1 });

const worldOf = (seed: number, steps: number, faults = harm): World => new World({ seed, shape: 'distributed', faults, steps, streams: 3, commands: 12 });

const limits = { pageSize: 3, markAfter: 4 };

const each = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

const wrongBuckets = (seen: ReadonlyMap<string, Bucket>, due: ReadonlyMap<string, Bucket>): Violation[] =>
  [...new Set([...seen.keys(), ...due.keys()])].flatMap((key) => {
    const [there, wanted] = [seen, due].map((buckets) => JSON.stringify(buckets.get(key) ?? { n: 0, sum: 0 })) as [string, string];
    return there === wanted ? [] : [wrongWith('I6')(`${key}: ${there}, not ${wanted}`)];
  });

const play = async (world: World, roles: readonly Role[], group?: Group): Promise<void> => {
  await world.play([...world.clients(), ...roles], async () => {
    if (group && world.random.chance(world.shared.faults.rebalance)) group.rebalance();
  });
};

const counting = (strategy: CountingStrategy, relays: number) => async (seed: number): Promise<Violation[]> => {
  const world = worldOf(seed, 250);
  const counters = new Counters();
  const group = new Group(world.shared, world.partitions, world.copies);
  const consumers = each(world.copies, (index) => consumer(`consumer ${index}`, index, group, 4, (ports) => strategy(ports, world.shared, counters)));
  await play(world, [...each(relays, (index) => relay(`relay ${index}`, limits)), ...consumers], group);
  return [...surprisesOf(world), ...wrongBuckets(counters.read(), expectedBuckets(world.shared.store.all()))];
};

const recomputing = (how: Recomputing) => async (seed: number): Promise<Violation[]> => {
  const world = worldOf(seed, 350, haunted);
  const group = new Group(world.shared, world.partitions, world.copies);
  const project = projecting([countedFacts as unknown as StreamProjection<ProjectedDocument>]);
  let claims = 0;
  await play(
    world,
    [
      relay('relay', limits),
      ...each(world.copies, (index) => consumer(`consumer ${index}`, index, group, 4, project)),
      ...each(2, (index) => recomputer(`roll-up ${index}`, how, () => (claims += 1))),
    ],
    group,
  );
  const found = await (await world.collection<CountedBucket>(bucketCollection)).find({ filter: { op: 'all' } });
  const seen = new Map(found.map(({ id, doc: { n, sum } }) => [id, { n, sum }]));
  return [...surprisesOf(world), ...wrongBuckets(seen, expectedBuckets(world.shared.store.all()))];
};

const relaying = (relays: (world: World) => readonly Role[], rule: boolean) => async (seed: number): Promise<Violation[]> => {
  const world = worldOf(seed, 200);
  await play(world, relays(world));
  const { store, bus } = world.shared;
  return [...surprisesOf(world), ...checkTopic(bus.all(), store.all(), world.partitions, (stream) => partitionOf(stream, world.partitions), rule)];
};

const tampering = (what: Tampering) => async (seed: number): Promise<readonly Violation[]> =>
  (await playPipeline({ seed, shape: 'distributed', tamper: tampered(what) })).violations;

/** Whoever made a day last, the roll-up takes it for itself and believes what it knows of it. */
const makingsOfOneName = async (seed: number): Promise<readonly Violation[]> =>
  (await playPipeline({ seed, shape: 'distributed' }, { factsPerStep: 100, ids: { next: () => 'the same' } })).violations;

const shippedRelays = (): readonly Role[] => each(2, (index) => relay(`relay ${index}`, limits));

const wrong = (name: string, playWrong: Control['play']): Control => ({ name, right: false, play: playWrong });
const right = (name: string, playRight: Control['play']): Control => ({ name, right: true, play: playRight });

export const controls: readonly Control[] = [
  wrong('A: increment, then commit the offset', counting(incrementThenCommit, 1)),
  wrong('B: last position per bucket', counting(lastPositionPerBucket, 1)),
  wrong('C: offsets per bucket, relay repeats itself', counting(offsetsPerBucket, 2)),
  wrong('D: guard on the fact, then increment', counting(guardThenIncrement, 1)),
  wrong('D2: increment, then guard on the fact', counting(incrementThenGuard, 1)),
  wrong('E without a fence', recomputing({ fence: 'none', clearsByRevision: true })),
  wrong('E with a number counted up, then read, as the fence', recomputing({ fence: 'counter', clearsByRevision: true })),
  wrong('E that clears whatever revision it finds', recomputing({ fence: 'claim', clearsByRevision: false })),
  right('E: claim and revision', recomputing({ fence: 'claim', clearsByRevision: true })),
  wrong('R1: relay with a checkpoint of its own', relaying(() => [relayWithCheckpoint('relay', 3)], false)),
  wrong('R2: tails without the reader rule', relaying(shippedRelays, false)),
  wrong('R4 with two batches in flight', relaying(() => [relayWithTwoInFlight('relay', 2)], true)),
  right('R4: tails, one batch, reader rule', relaying(shippedRelays, true)),
  wrong('shipped facts without the filter on the revision', tampering({ collections: ['incident_facts_v1'], replace: true })),
  wrong('shipped list without the filter on the revision', tampering({ collections: ['incident_list_v2'], replace: true })),
  wrong('shipped roll-up that clears whatever revision it finds', tampering({ collections: ['incident_facts_v1'], set: true })),
  wrong('shipped roll-up that writes whatever version it finds', tampering({ collections: ['insight_slots_v1', 'insight_days_v1'], replace: true })),
  wrong('shipped roll-up that believes what it knows whoever has written since', makingsOfOneName),
];
