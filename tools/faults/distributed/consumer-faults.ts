import { topicOf } from '@firebreak/event-sourcing';
import { seededRandom } from '@firebreak/standalone';
import { setTimeout as pause } from 'node:timers/promises';
import { withAnalytics, type Analytics } from './analytics';
import { rebalances, setOffsets } from './group-faults';
import { readHastily } from './hasty-reader';
import { yesterday, type Lives } from './histories';
import type { Control, Outcome, Run, Scenario } from './scenario';
import { storedEvents } from './stored-events';
import { write, type Acknowledged } from './writers';

const group = 'analytics';
const topic = topicOf('incident');
/** The services' own is ten. */
const beyondTheSession = 13_000;

class ConsumerFaults {
  readonly faults: Record<string, number> = {};
  readonly acknowledged: Acknowledged[] = [];
  readonly broken: string[] = [];
  readonly wrong: string[] = [];
  readonly seen: string[] = [];
  private readonly random: () => number;
  private next = 0;

  constructor(
    private readonly analytics: Analytics,
    private readonly run: Run,
  ) {
    this.random = seededRandom(run.seed);
  }

  private get slice(): number {
    const { events, faults } = this.run.size;
    return Math.ceil(events / (faults * 2 + 3));
  }

  async write(events: number, part?: Lives['part'], first = this.next): Promise<number> {
    const lives: Lives = { seed: this.run.seed, category: 'incident', start: yesterday(), first, ...(part ? { part } : {}) };
    const written = await write(this.analytics.store, { lives, events, writers: 16 });
    this.acknowledged.push(...written.acknowledged);
    this.broken.push(...written.refused);
    this.next = Math.max(this.next, written.next);
    return written.next;
  }

  async compare(when: string): Promise<void> {
    await this.analytics.published();
    const wrong = await this.analytics.wrongFigures(Math.min(this.run.deadline, Date.now() + 120_000));
    this.wrong.push(...wrong.map((each) => `${when}: ${each}`));
    this.run.say(`${when}: ${wrong.length === 0 ? 'figures are those of the store' : `${wrong.length} figures wrong`}`);
  }

  private count(what: string, by = 1): void {
    this.faults[what] = (this.faults[what] ?? 0) + by;
  }

  async kills(): Promise<void> {
    for (let kill = 0; kill < this.run.size.faults; kill += 1) {
      const writing = this.write(this.slice);
      await pause(this.random() * 2_000);
      const { replicas } = this.analytics;
      await this.analytics.end(replicas[Math.floor(this.random() * replicas.length)]!, 'SIGKILL');
      this.count('consumer killed');
      await Promise.all([writing, this.analytics.start()]);
    }
    await this.compare('after kills');
  }

  async pauses(): Promise<void> {
    for (let each = 0; each < Math.ceil(this.run.size.faults / 4); each += 1) {
      const writing = this.write(this.slice * 2);
      await pause(this.random() * 1_000);
      const { replicas } = this.analytics;
      const asleep = replicas[Math.floor(this.random() * replicas.length)]!;
      asleep.signal('SIGSTOP');
      await Promise.all([writing, pause(beyondTheSession)]);
      asleep.signal('SIGCONT');
      this.count('consumer stopped beyond its session and woken');
    }
    await this.compare('after pauses');
  }

  async storm(seconds: number): Promise<void> {
    let blowing = true;
    const writing = async (): Promise<void> => {
      while (blowing) {
        await this.write(Math.ceil(this.slice / 20));
        await pause(500);
      }
    };
    const writer = writing();
    const many = await rebalances(this.analytics.kafka.url, group, topic, seconds);
    blowing = false;
    await writer;
    this.count('members that came and went', many);
    await this.compare('after rebalances');
  }

  private async asleep(work: () => Promise<void>): Promise<void> {
    const count = this.analytics.replicas.length;
    for (const replica of this.analytics.replicas) await this.analytics.end(replica, 'SIGTERM');
    await work();
    for (let each = 0; each < count; each += 1) await this.analytics.start();
  }

  async toTheBeginning(): Promise<void> {
    await this.asleep(() => setOffsets(this.analytics.kafka.url, group, topic, 'beginning'));
    this.count('offsets set to the beginning');
    await this.write(this.slice);
    await this.compare('after offsets set to the beginning');
    const { duplicates } = await this.analytics.applied();
    this.seen.push(`${duplicates} repeats after offsets set to the beginning`);
    if (duplicates === 0) this.broken.push('offsets set to the beginning brought no repeats');
  }

  /** What the group never saw is healed with the next event of each stream. */
  async toTheEnd(): Promise<void> {
    const first = this.next;
    await this.asleep(async () => {
      await this.write(this.slice, [0, 4]);
      await this.analytics.published();
      await setOffsets(this.analytics.kafka.url, group, topic, 'end');
    });
    this.count('offsets set to the end');
    const last = this.next;
    for (let life = first; life < last; life += 1) await this.write(1, [4], life);
    await this.compare('after offsets set to the end');
    const { healed } = await this.analytics.applied();
    this.seen.push(`${healed} gaps healed after offsets set to the end`);
    if (healed === 0) this.broken.push('offsets set to the end left no gaps');
  }
}

const hastyControl = async ({ kafka, server }: Analytics): Promise<Control> => {
  const written = await readHastily(kafka.url, 'hasty', topic);
  const missed = (await storedEvents(server.url, ['incident'])).filter(({ id }) => !written.has(id)).length;
  return { what: 'a consumer that commits before it writes', caught: missed > 0, found: `${missed} events missed` };
};

const isSmall = ({ size }: Run): boolean => size.faults < 2;

export const consumerFaults: Scenario = {
  name: 'consumer-faults',
  title: 'Analytics service killed, put to sleep, rebalanced, its offsets set elsewhere; its figures are those of the store',
  full: { events: 20_000, faults: 12 },
  short: { events: 1_200, faults: 1 },
  run: (run) =>
    withAnalytics(run.dir, isSmall(run) ? 1 : 2, async (analytics): Promise<Outcome> => {
      const campaign = new ConsumerFaults(analytics, run);
      await campaign.write(Math.ceil(run.size.events / 4));
      await campaign.kills();
      // Where there is no time, nobody sleeps beyond a session, and only the harder of the two offsets is set.
      if (!isSmall(run)) await campaign.pauses();
      await campaign.storm(isSmall(run) ? 4 : 60);
      if (!isSmall(run)) await campaign.toTheBeginning();
      await campaign.toTheEnd();
      const rows = await storedEvents(analytics.server.url, ['incident']);
      const there = new Set(rows.map(({ id }) => id));
      const parked = await analytics.parked();
      return {
        faults: campaign.faults,
        events: rows.length,
        acknowledged: campaign.acknowledged.length,
        lost: campaign.acknowledged.filter(({ id }) => !there.has(id)).map(({ stream, revision }) => `${stream}@${revision}`),
        doubled: [],
        broken: [...campaign.broken, ...(parked === 0 ? [] : [`${parked} streams parked`]), ...(Date.now() > run.deadline ? ['the time was over'] : [])],
        figuresWrong: campaign.wrong,
        controls: [await hastyControl(analytics)],
        engines: analytics.engines,
        note: `figures asked after each kind of fault; ${campaign.seen.join(', ')}`,
      };
    }),
};
