import path from 'node:path';
import { seededRandom, type Random } from '@firebreak/standalone';
import { topicOf } from '@firebreak/event-sourcing';
import { yesterday } from './histories';
import { judgeTopic } from './judge-topic';
import { startRelay, type RelayChild, type RelayJob } from './relay-child';
import { withRelayEngines, type RelayEngines } from './relay-engines';
import type { Control, Outcome, Run, Scenario } from './scenario';
import { storedEvents } from './stored-events';
import { rawTopic } from './topic';
import { write } from './writers';

const partitions = 4;

type Kill = 'in the middle of an append' | 'with a batch on its way' | 'at any time' | 'beside its successor' | 'stopped, succeeded, woken';

const drawKill = (random: Random): Kill => {
  const drawn = random();
  if (drawn < 0.4) return 'in the middle of an append';
  if (drawn < 0.6) return 'with a batch on its way';
  if (drawn < 0.8) return 'at any time';
  return drawn < 0.9 ? 'beside its successor' : 'stopped, succeeded, woken';
};

/** Relays one after the other. One is always ready to take over. */
class Relays {
  private next: RelayChild;

  constructor(private readonly job: RelayJob) {
    this.next = startRelay(job);
  }

  take(): RelayChild {
    const taken = this.next;
    this.next = startRelay(this.job);
    return taken;
  }

  async end(): Promise<void> {
    this.next.signal('SIGKILL');
    await this.next.ended;
  }
}

interface Ended {
  readonly how: string;
  /** The relay that goes on, where there is one already. */
  readonly next: RelayChild | null;
}

/** Ends a relay under way. */
const killOnce = async (relays: Relays, running: RelayChild | null, kill: Kill, quota: number, isDone: () => boolean): Promise<Ended> => {
  const death = running === null && kill === 'in the middle of an append' ? 'middle' : running === null && kill === 'with a batch on its way' ? 'wire' : 'none';
  const relay = running ?? relays.take();
  if (running === null) relay.order({ death, afterRecords: quota });
  const until = relay.state.published + quota;
  const isIdle = (): boolean => isDone() && relay.state.idle !== null;
  await relay.until(() => (death === 'none' && relay.state.published >= until) || isIdle());
  if (isIdle() || relay.state.struck || (kill !== 'beside its successor' && kill !== 'stopped, succeeded, woken')) {
    const how = relay.state.struck ? kill : isIdle() ? 'with nothing to do' : 'at any time';
    relay.signal('SIGKILL');
    await relay.ended;
    return { how, next: null };
  }
  if (kill === 'stopped, succeeded, woken') relay.signal('SIGSTOP');
  const next = relays.take();
  next.order({ death: 'none', afterRecords: 0 });
  await next.until(() => next.state.published > 0 || next.state.idle !== null);
  relay.signal('SIGCONT');
  const before = relay.state.published;
  await relay.until(() => relay.state.published > before || isIdle());
  relay.signal('SIGKILL');
  await relay.ended;
  return { how: kill, next };
};

type Found = Omit<Outcome, 'controls' | 'engines'> & { readonly withoutRule: number };

const campaign = async ({ kafka, server, store }: RelayEngines, { seed, size, deadline, say }: Run): Promise<Found> => {
  const random = seededRandom(seed);
  const category = `relayed${seed}`;
  const relays = new Relays({ store: server.url, brokers: kafka.url, category, partitions, pageSize: 60, checkpoint: null });
  let done = false;
  const writing = write(store, { lives: { seed, category, start: yesterday() }, events: size.events, writers: 48 }).finally(() => (done = true));
  const faults: Record<string, number> = {};
  const broken: string[] = [];
  let running: RelayChild | null = null;
  for (let kill = 1; kill <= size.faults; kill += 1) {
    if (Date.now() > deadline) {
      broken.push(`the time was over after ${kill - 1} of ${size.faults} kills`);
      break;
    }
    const quota = Math.max(5, Math.round((random() * 1.6 * size.events) / size.faults));
    const ended = await killOnce(relays, running, drawKill(random), quota, () => done);
    running = ended.next;
    faults[ended.how] = (faults[ended.how] ?? 0) + 1;
    if (kill % 10 === 0) say(`${kill} of ${size.faults} kills`);
  }
  const { acknowledged, repeats, refused } = await writing;
  const head = (await store.head())!;
  const last = running ?? relays.take();
  if (running === null) last.order({ death: 'none', afterRecords: 0 });
  const timer = setTimeout(() => last.signal('SIGKILL'), Math.max(30_000, deadline - Date.now()));
  await last.until(() => last.state.idle !== null && last.state.idle >= head);
  clearTimeout(timer);
  if (last.state.idle === null) broken.push(`the last relay did not get to the end: ${last.state.lastFailure}`);
  last.signal('SIGKILL');
  await Promise.all([last.ended, relays.end()]);
  const [events, records] = [await storedEvents(server.url, [category]), await rawTopic(kafka.url, topicOf(category))];
  const judged = judgeTopic(events, records);
  const there = new Set(events.map(({ id }) => id));
  const unstored = acknowledged.filter(({ id }) => !there.has(id)).map(({ stream, revision }) => `acknowledged and not stored: ${stream}@${revision}`);
  return {
    faults,
    events: events.length,
    acknowledged: acknowledged.length,
    lost: [...judged.lost, ...unstored],
    doubled: judged.doubled,
    broken: [...broken, ...judged.broken, ...refused],
    figuresWrong: null,
    note: `${records.length} records, ${judged.repeats} of them repeats that the reader rule leaves out, ${judged.marks} marks; ${repeats} appends sent again`,
    withoutRule: judgeTopic(events, records, false).doubled.length,
  };
};

/** Dies once in the middle of an append; the one after it goes on from what the first had noted down. */
const checkpointControl = async ({ kafka, server, store }: RelayEngines, { seed, dir }: Run): Promise<Control> => {
  const category = `checkpointed${seed}`;
  await write(store, { lives: { seed, category, start: yesterday() }, events: 300, writers: 8 });
  const job: RelayJob = { store: server.url, brokers: kafka.url, category, partitions, pageSize: 60, checkpoint: path.join(dir, 'checkpoint.json') };
  const first = startRelay(job);
  first.order({ death: 'middle', afterRecords: 100 });
  await first.ended;
  const second = startRelay(job);
  second.order({ death: 'none', afterRecords: 0 });
  await second.until(() => second.state.idle !== null);
  second.signal('SIGKILL');
  await second.ended;
  const { lost } = judgeTopic(await storedEvents(server.url, [category]), await rawTopic(kafka.url, topicOf(category)));
  return { what: 'a relay that goes on from a stored checkpoint', caught: lost.length > 0, found: `${lost.length} events lost` };
};

export const relayKills: Scenario = {
  name: 'relay-kills',
  title: 'Relay killed while events are appended; the topic through the reader rule, marks left out, is the store',
  full: { events: 100_000, faults: 100 },
  short: { events: 1_500, faults: 5 },
  run: (run) =>
    withRelayEngines(run.dir, async (engines) => {
      const { withoutRule, ...outcome } = await campaign(engines, run);
      const ruleless: Control = { what: 'a reader without the reader rule', caught: withoutRule > 0, found: `${withoutRule} events doubled` };
      const controls = [ruleless, await checkpointControl(engines, run)];
      return { ...outcome, controls, engines: [engines.kafka.what, engines.server.what] };
    }),
};
