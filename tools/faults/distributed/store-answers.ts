import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { topicOf } from '@firebreak/event-sourcing';
import { seededRandom } from '@firebreak/standalone';
import { setTimeout as pause } from 'node:timers/promises';
import { countUp, judgeCounts } from './counted';
import { drawFaults, sumOf, tell, type Countable } from './fake-faults';
import { judgeTopic } from './judge-topic';
import { startRelay } from './relay-child';
import { withRelayEngines, type RelayEngines } from './relay-engines';
import type { Control, Outcome, Run, Scenario } from './scenario';
import { storedEvents } from './stored-events';
import { rawTopic } from './topic';

const writers = 40;
const wave = 25;
/** Between two waves. */
const answersBetween = 10;
const patienceMs = 1_000;
/** Every command reads its stream: a short one is read while the patience lasts. */
const valuesEach = 20;

const names: Readonly<Record<Countable, string>> = {
  lostAnswers: 'answers lost',
  dropped: 'appends dropped',
  resets: 'connections reset',
  notLeader: 'refused by a node that does not lead',
};

const campaign = async ({ kafka, server, store }: RelayEngines, { seed, size, deadline, say }: Run): Promise<Omit<Outcome, 'controls' | 'engines'>> => {
  const random = seededRandom(seed);
  const { control } = server;
  const relay = startRelay({ store: server.url, brokers: kafka.url, category: 'counter', partitions: 3, pageSize: 30, checkpoint: null });
  relay.order({ death: 'none', afterRecords: 0 });
  const faults: Record<string, number> = {};
  const broken: string[] = [];
  const count = (name: string, by: number): void => void (by > 0 && (faults[name] = (faults[name] ?? 0) + by));
  let [answered, done] = [0, false];

  /** A wave of faults, the next when all of them struck and some commands were answered. */
  const waves = async (): Promise<void> => {
    for (let struck = 0; struck < size.faults && !done; ) {
      if (Date.now() > deadline) return void broken.push(`the time was over after ${struck} of ${size.faults} faults`);
      const drawn = drawFaults(Math.min(wave, size.faults - struck), random);
      const how = random() < 0.3 ? (random() < 0.5 ? 'end' : 'reset') : undefined;
      await tell(control, how ? { ...drawn, endSubscriptions: how } : drawn);
      if (how) count(how === 'end' ? 'subscriptions ended cleanly' : 'subscriptions reset', 1);
      const before = answered;
      let left = drawn;
      while (!done && (sumOf(left) > 0 || answered < before + answersBetween)) {
        await pause(20);
        left = await tell(control, {});
      }
      for (const [kind, name] of Object.entries(names)) count(name, drawn[kind as Countable] - left[kind as Countable]);
      struck += sumOf(drawn) - sumOf(left);
      if (struck % 100 < wave) say(`${struck} of ${size.faults} faults, ${answered} commands answered`);
    }
  };

  const streams = Array.from({ length: Math.ceil(size.events / valuesEach) }, (_, index) => `counter-default.${seed}-${index}`);
  const writing = countUp(store, { streams, writers, values: valuesEach, onAnswered: (total) => (answered = total) }).finally(() => (done = true));
  await waves();
  const { acknowledged, repeats, conflicts } = await writing;
  await tell(control, { lostAnswers: 0, dropped: 0, resets: 0, notLeader: 0 });
  const head = (await store.head())!;
  const timer = setTimeout(() => relay.signal('SIGKILL'), 60_000);
  await relay.until(() => relay.state.idle !== null && relay.state.idle >= head);
  clearTimeout(timer);
  relay.signal('SIGKILL');
  await relay.ended;
  const struck = Object.values(faults).reduce((sum, each) => sum + each, 0);
  if (struck < size.faults) broken.push(`only ${struck} of ${size.faults} faults struck: too few events`);
  if (conflicts > 0) broken.push(`${conflicts} conflicts of writers with themselves`);
  const rows = await storedEvents(server.url, ['counter']);
  const judged = judgeCounts(rows, acknowledged);
  const topic = judgeTopic(rows, await rawTopic(kafka.url, topicOf('counter')));
  return {
    faults,
    events: rows.length,
    acknowledged: acknowledged.length,
    lost: [...judged.lost, ...topic.lost.map((each) => `on the topic: ${each}`)],
    doubled: [...judged.doubled, ...topic.doubled.map((each) => `on the topic: ${each}`)],
    broken: [...broken, ...topic.broken],
    figuresWrong: null,
    note: `${store.stats().unknown} appends of unknown outcome, ${repeats} commands asked again under their key; ${topic.repeats} repeats on the topic`,
  };
};

/** A writer that sends again what had no answer, as something new and at any revision. */
const naiveControl = async ({ server }: RelayEngines): Promise<Control> => {
  const client = EventStoreDBClient.connectionString(server.url);
  const stream = 'naive-default.a';
  for (let value = 0; value < 4; value += 1) {
    if (value % 2 === 0) await tell(server.control, { lostAnswers: 1 });
    const send = (): Promise<boolean> => {
      const sent = client.appendToStream(stream, [jsonEvent({ type: 'Counted', data: { value }, metadata: { metadata: {} } })]).then(() => true, () => false);
      return Promise.race([sent, pause(patienceMs).then(() => false)]);
    };
    while (!(await send()));
  }
  void client.dispose().catch(() => undefined);
  const { doubled } = judgeCounts(await storedEvents(server.url, ['naive']), []);
  return { what: 'a writer that sends again with a new id', caught: doubled.length > 0, found: `${doubled.length} events doubled` };
};

export const storeAnswers: Scenario = {
  name: 'store-answers',
  title: 'Event store that loses answers, drops appends, resets connections and ends subscriptions, under commands and a relay',
  full: { events: 4_000, faults: 1_150 },
  short: { events: 800, faults: 50 },
  run: (run) =>
    withRelayEngines(
      run.dir,
      async (engines) => {
        const outcome = await campaign(engines, run);
        return { ...outcome, controls: [await naiveControl(engines)], engines: [engines.kafka.what, engines.server.what] };
      },
      patienceMs,
    ),
};
