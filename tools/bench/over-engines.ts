import type { Bench, Sizes } from './bench';
import { startEngines, type BenchEngines, type EngineUrls } from './bench-engines';
import { engineFreshness } from './engine-freshness';
import type { Worked } from './engine-work';
import { median, rate, ratioOf, rounded, type Measurement } from './measure';
import { inTemporaryFolder } from './temporary-folder';
import { Worker } from './worker';

const rounds = 5;

/** Events a second, of one round. */
interface Rates {
  readonly relay: number;
  readonly produce: number;
  readonly facts: number;
  readonly writes: number;
  readonly chain: number;
  /** Of the client's processor time alone, control by measured. */
  readonly relayProcessor: number;
  readonly factsProcessor: number;
  readonly documents: number;
}

const perSecond = (events: number, from: number, to: number): number => (events * 1_000) / (to - from);

const oneRound = async (relay: Worker, facts: Worker, count: number): Promise<Rates> => {
  await relay.ask('fill', { count });
  const relayed = await relay.ask<Worked>('relay');
  const produced = await relay.ask<Worked>('produce', { count });
  await facts.ask('join');
  const consumed = await facts.ask<Worked>('facts', { count });
  await facts.ask('leave');
  const control = await facts.ask<Worked>('control');

  await relay.ask('fill', { count });
  await facts.ask('join');
  const [first, last] = await Promise.all([relay.ask<Worked>('relay'), facts.ask<Worked>('facts', { count })]);
  await facts.ask('leave');
  // The control has to have the documents of the chain too, for the versions of the next round.
  await facts.ask('control');
  await relay.ask('produce', { count });
  return {
    relay: perSecond(count, relayed.from, relayed.to),
    produce: perSecond(count, produced.from, produced.to),
    facts: perSecond(count, consumed.from, consumed.to),
    writes: perSecond(count, control.from, control.to),
    chain: perSecond(count, first.from, last.to),
    relayProcessor: produced.processor / relayed.processor,
    factsProcessor: control.processor / consumed.processor,
    documents: control.count,
  };
};

const measurements = (taken: readonly Rates[], count: number, what: EngineUrls): readonly Measurement[] => {
  const middle = (of: (rates: Rates) => number): number => median(taken.map(of));
  const compared = (name: string, mine: (rates: Rates) => number, control: string, theirs: (rates: Rates) => number, goal: number, note: string): Measurement => ({
    ...rate(name, middle(mine), 'events/s', { name: control, value: middle(theirs), unit: 'events/s' }, goal, note),
    ...ratioOf(median(taken.map((each) => mine(each) / theirs(each))), goal),
  });
  const size = `${taken.length} rounds of ${count} events`;
  const documents = rounded(middle((each) => each.documents));
  const processor = (of: (rates: Rates) => number): string => `; by the client's processor time alone ${rounded(middle(of))}`;
  return [
    compared('P5 relay', ({ relay }) => relay, 'raw produce of the same records, one batch in flight', ({ produce }) => produce, 0.6, `${size}; from ${what.store} to ${what.kafka}${processor((each) => each.relayProcessor)}`),
    compared(
      'P5 consumer to facts',
      ({ facts }) => facts,
      'raw bulk compare-and-set of equal documents',
      ({ writes }) => writes,
      0.5,
      `${size}, ${documents} documents written a round; from ${what.kafka} to ${what.mongo}${processor((each) => each.factsProcessor)}`,
    ),
    compared('P5 whole chain', ({ chain }) => chain, 'the slower of both controls', ({ produce, writes }) => Math.min(produce, writes), 0.35, `${size}; from the event store to the facts, ${what.mongo}`),
  ];
};

const throughput = async (engines: BenchEngines, { relayed }: Sizes, say: (text: string) => void): Promise<readonly Measurement[]> => {
  const [relay, facts] = [Worker.start('relay-process.ts'), Worker.start('facts-process.ts')];
  try {
    const incidents = Math.ceil((relayed * 2 * (rounds + 1)) / 6);
    await relay.ask('open', { urls: engines.urls, incidents });
    await facts.ask('open', { urls: engines.urls });
    const taken: Rates[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const rates = await oneRound(relay, facts, relayed);
      say(`round ${round}: ${Object.entries(rates).map(([name, value]) => `${name} ${rounded(value)}`).join(', ')}`);
      // The first one warms up.
      if (round > 0) taken.push(rates);
    }
    return measurements(taken, relayed, engines.what);
  } finally {
    relay.stop();
    facts.stop();
  }
};

/** From the event store over the bus to the facts, on the engines of the distributed shape. */
export const overEngines: Bench = {
  id: 'P5',
  title: 'over the engines',
  run: (sizes, say) =>
    inTemporaryFolder(async (dir) => {
      const engines = await startEngines(dir, say);
      try {
        say(Object.values(engines.what).join('; '));
        return [...(await throughput(engines, sizes, say)), ...(await engineFreshness(engines, sizes, say))];
      } finally {
        await engines.stop();
      }
    }),
};
