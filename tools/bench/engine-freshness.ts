import { factCollection, type IncidentFact } from '@firebreak/analytics';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import { toMillis, type Collection } from '@firebreak/event-sourcing';
import { mongoReadStore, openReadMongo } from '@firebreak/read-store-mongodb';
import { setTimeout as after } from 'node:timers/promises';
import type { Sizes } from './bench';
import type { BenchEngines } from './bench-engines';
import { eventsOfALife, liveLives, type Recorded } from './engine-lives';
import { atMost, percentile, rounded, type Measurement } from './measure';
import { Worker } from './worker';

const wantedPerSecond = 500;
/** One incident in so many is watched. */
const everyNth = 10;
/** Seldom enough to leave the machine to what is measured; what is seen is late by so much at most. */
const lookEveryMs = 25;
const longestMs = 120_000;

/** Looks at the facts of what was recorded until they have it, as any reader would. */
class Watch {
  readonly toFact: number[] = [];
  readonly toFigure: number[] = [];
  private readonly waiting = new Map<string, Recorded & { inFact: boolean }>();
  private seen = 0;
  private stopping = false;
  private readonly loop: Promise<void>;

  constructor(private readonly facts: Collection<IncidentFact>) {
    this.loop = this.look();
    this.loop.catch(() => undefined);
  }

  recorded(recorded: Recorded): void {
    if (recorded.isFirst || recorded.isLast) {
      if (recorded.isFirst) this.seen += 1;
      if (this.seen % everyNth === 0 || this.waiting.has(recorded.stream)) this.waiting.set(recorded.stream, { ...recorded, inFact: false });
    }
  }

  /** Looks no more, whatever is still to come. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.loop.catch(() => undefined);
  }

  /** @throws Error when what is watched does not arrive */
  async arrived(): Promise<void> {
    const deadline = performance.now() + longestMs;
    while (this.waiting.size > 0 && performance.now() < deadline) await Promise.race([after(50), this.loop]);
    if (this.waiting.size > 0) throw new Error(`${this.waiting.size} of those watched have not arrived`);
  }

  private async look(): Promise<void> {
    while (!this.stopping) {
      const asked = [...this.waiting.values()];
      const found = await this.facts.getMany(asked.map(({ stream }) => stream));
      const at = Date.now();
      for (const each of asked) {
        const fact = found.get(each.stream);
        // What was recorded meanwhile waits for the next look.
        if (fact && this.waiting.get(each.stream) === each) this.compare(each, fact, at);
      }
      await after(lookEveryMs);
    }
  }

  private compare(each: Recorded & { inFact: boolean }, fact: IncidentFact, at: number): void {
    if (fact.rev < each.revision) return;
    if (!each.inFact) this.toFact.push(at - toMillis(each.at));
    each.inFact = true;
    if (each.isLast && fact.dirty.length > 0) return;
    if (each.isLast) this.toFigure.push(at - toMillis(each.at));
    this.waiting.delete(each.stream);
  }
}

/** How soon what was recorded can be read: appends from here, relay and analytics as the product wires them in processes of their own. */
export const engineFreshness = async ({ urls, what }: BenchEngines, { seconds }: Sizes, say: (text: string) => void): Promise<readonly Measurement[]> => {
  const [relay, figures] = [Worker.start('relay-process.ts'), Worker.start('figures-process.ts')];
  const store = await openEventStoreDb({ url: urls.store });
  const mongo = await openReadMongo(urls.mongo, { database: 'bench_figures' });
  try {
    await relay.ask('open', { urls, incidents: 1 });
    await figures.ask('open', { urls });
    await relay.ask('follow');
    const facts = await mongoReadStore(mongo.db).collection<IncidentFact>(factCollection);
    const run = async (wanted: number): Promise<{ readonly watch: Watch; readonly taken: number; readonly lives: number }> => {
      const lives = Math.ceil((wanted * wantedPerSecond) / eventsOfALife);
      const watch = new Watch(facts);
      try {
        const taken = await liveLives(store, lives, wantedPerSecond, (recorded) => watch.recorded(recorded));
        await watch.arrived();
        return { watch, taken, lives };
      } finally {
        await watch.stop();
      }
    };
    await run(Math.min(5, seconds));
    say(`${wantedPerSecond} events a second for ${seconds} s`);
    const { watch, taken, lives } = await run(seconds);
    const note = (values: readonly number[]): string =>
      `${rounded((lives * eventsOfALife) / taken)} events/s over ${rounded(taken)} s, ${lives} incidents of today, ${values.length} events watched, median ${percentile(values, 0.5)} ms; ${what.store}, ${what.kafka}, ${what.mongo}`;
    return [
      atMost('P5 from append to fact, p99', percentile(watch.toFact, 0.99), 'ms', 300, note(watch.toFact)),
      atMost('P5 from append to figure, p99', percentile(watch.toFigure, 0.99), 'ms', 800, note(watch.toFigure)),
    ];
  } finally {
    relay.stop();
    figures.stop();
    await store.close();
    await mongo.close();
  }
};
