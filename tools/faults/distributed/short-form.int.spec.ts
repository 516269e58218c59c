import { consumerFaults } from './consumer-faults';
import { relayKills } from './relay-kills';
import { runScenarios, type ScenarioResult } from './run-scenarios';
import { findings, type Scenario, type Size } from './scenario';
import { storeAnswers } from './store-answers';
import { storeHoles } from './store-holes';

jest.setTimeout(300_000);

const once = async (scenario: Scenario, size: Size): Promise<ScenarioResult> => {
  const [result] = await runScenarios([scenario], { seed: 11, minutes: 4, sizeOf: () => size, say: () => undefined });
  return result!;
};
const struck = ({ faults }: ScenarioResult): number => Object.values(faults).reduce((sum, each) => sum + each, 0);

describe('the campaigns in short', () => {
  // They wait more than they work: one waits while the others work.
  let consumer: Promise<ScenarioResult>;
  beforeAll(() => {
    consumer = once(consumerFaults, { events: 300, faults: 1 });
    consumer.catch(() => undefined);
  });

  it('a relay is killed: the topic has the store once and in order, and wrong relays and readers are caught', async () => {
    const result = await once(relayKills, { events: 400, faults: 3 });
    expect(findings(result)).toEqual([]);
    expect([struck(result), result.controls.map(({ caught }) => caught)]).toEqual([3, [true, true]]);
    expect(result.acknowledged).toBeGreaterThanOrEqual(400);
  });

  it('an event store loses answers: nothing is lost or doubled, and a writer that makes new events is caught', async () => {
    const result = await once(storeAnswers, { events: 400, faults: 25 });
    expect(findings(result)).toEqual([]);
    expect(struck(result)).toBeGreaterThanOrEqual(25);
    expect(result.controls).toMatchObject([{ caught: true }]);
  });

  it('a log leaves out events: the relay finds them, and a reader that does not look for them misses them', async () => {
    const result = await once(storeHoles, { events: 320, faults: 32 });
    expect(findings(result)).toEqual([]);
    expect([result.figuresWrong, result.controls.map(({ caught }) => caught)]).toEqual([[], [true]]);
  });

  it('a consumer is killed, rebalanced and set elsewhere: its figures are those of the store', async () => {
    const result = await consumer;
    expect(findings(result)).toEqual([]);
    expect(result.faults).toMatchObject({ 'consumer killed': 1, 'offsets set to the end': 1 });
    expect(result.figuresWrong).toEqual([]);
  });
});
