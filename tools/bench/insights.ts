import { everyRole } from '@firebreak/identity';
import { getAs, openDataFolder, seededRandom, sendAs, startStandalone, tenant, type Standalone } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Bench } from './bench';
import { inChild } from './child';
import { historyStart, iso, serviceCount, twoYears } from './history';
import type { Filled } from './insights-process';
import { Load } from './load';
import { atMost, percentile, rounded, type Measurement } from './measure';
import { inTemporaryFolder } from './temporary-folder';

const dayMs = 86_400_000;
const range = 90;
const zones = { kept: 'Europe/Zurich', other: 'America/New_York' } as const;
const metrics = ['time-to-restore', 'time-to-resolve', 'time-to-acknowledge'];
const logger = createLogger({ level: 'error' });

const start = (dir: string): Promise<Standalone> => startStandalone({ dir, logger, http: { commandRate: null, docs: false } });

/** Policy first, so that the days of the organisation's own zone are made with the figures. */
const publishZone = async (dir: string): Promise<void> => {
  const standalone = await start(dir);
  const send = await sendAs(standalone, { id: 'bench', roles: everyRole });
  const { status, body } = await send('POST', '/v1/policies/reporting/publish', { zones: [zones.kept], defaults: {}, reason: 'bench' });
  if (status >= 300) throw new Error(`the policy was refused: ${JSON.stringify(body)}`);
  await standalone.runtime.whenCaughtUp();
  await standalone.stop();
};

const questions = (zone: string, count: number): string[] => {
  const random = seededRandom(7);
  return Array.from({ length: count }, (_, n) => {
    const from = historyStart + Math.floor(random() * (twoYears - range)) * dayMs;
    const [first, last] = [from, from + range * dayMs].map((at) => iso(at).slice(0, 10));
    return `/v1/insights/${metrics[n % metrics.length]}?by=service&bucket=day&zone=${encodeURIComponent(zone)}&from=${first}&to=${last}`;
  });
};

/** Figures of half a history would be fast and say nothing. */
const checkWhole = async (standalone: Standalone, incidents: number): Promise<void> => {
  const get = await getAs(standalone, { id: 'bench', roles: everyRole });
  const [from, to] = [historyStart, historyStart + twoYears * dayMs].map((at) => iso(at));
  const { total } = (await get(`/v1/insights/frequency?definition=opened@1&bucket=month&from=${from}&to=${to}`)) as { total: { figures: { n: number } } };
  if (total.figures.n !== incidents) throw new Error(`${total.figures.n} of ${incidents} incidents are in the figures`);
};

interface Store {
  readonly incidents: number;
  readonly standalone: Standalone;
  readonly url: string;
  readonly token: string;
}

const fill = async (dir: string, incidents: number, say: (text: string) => void): Promise<Store> => {
  mkdirSync(dir);
  await publishZone(dir);
  say(`writing ${incidents} incidents`);
  const filled = await inChild<Filled>('insights-process.ts', { file: openDataFolder(dir).readFile, incidents });
  say(`facts in ${filled.factSeconds.toFixed(0)} s, figures in ${filled.figureSeconds.toFixed(0)} s, ${filled.peakMiB.toFixed(0)} MiB`);
  const standalone = await start(dir);
  await checkWhole(standalone, incidents);
  const url = await standalone.listen(0);
  const { token } = await standalone.tokens.issue({ sub: 'bench', tenant, roles: everyRole, ttlSeconds: 86_400 });
  return { incidents, standalone, url, token };
};

interface Asked {
  readonly latencies: number[];
  bytes: number;
}

/** Some questions of each store in turn, so that a slow minute of the machine hits both. */
const ask = async (load: Load, stores: readonly Store[], zone: string, count: number): Promise<readonly Asked[]> => {
  const rounds = 5;
  const asked = stores.map((): Asked => ({ latencies: [], bytes: 0 }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { url, token }] of stores.entries()) {
      const variants = questions(zone, count).filter((_, n) => round === 0 || n % rounds === round - 1);
      const lives = round === 0 ? Math.min(20, variants.length) : variants.length;
      const calls = [{ method: 'GET', path: '{v}', body: null }] as const;
      const { latencies, bytes } = await load.run({ url, concurrency: 1, lives, headers: { authorization: `Bearer ${token}` }, calls, variants });
      if (round === 0) continue;
      asked[index]!.latencies.push(...latencies);
      asked[index]!.bytes += bytes;
    }
  }
  return asked;
};

const described = ({ latencies, bytes }: Asked): string =>
  `${latencies.length} questions one after the other over HTTP, 90 days by day and ${serviceCount} services with percentiles, median ${rounded(percentile(latencies, 0.5))} ms, ${Math.round(bytes / latencies.length / 1_024)} KiB each`;

const measured = (stores: readonly Store[], zone: string, goal: number, asked: readonly Asked[]): readonly Measurement[] => {
  const [small, large] = asked.map(({ latencies }) => percentile(latencies, 0.95)) as [number, number];
  const sizes = stores.map(({ incidents }) => incidents);
  const where = zone === 'UTC' || zone === zones.kept ? `reporting zone ${zone}` : `another zone, ${zone}`;
  const name = (incidents: number): string => `P3 insight, p95, ${where}, ${incidents.toLocaleString('en-GB')} incidents in two years`;
  return [
    atMost(name(sizes[0]!), small, 'ms', goal, described(asked[0]!)),
    atMost(name(sizes[1]!), large, 'ms', goal, described(asked[1]!), { name: `${sizes[0]!.toLocaleString('en-GB')} incidents`, value: small, unit: 'ms' }),
  ];
};

/** Ten times the incidents in the same two years may not take much longer. */
const growth = (zone: string, asked: readonly Asked[]): Measurement => {
  const [small, large] = asked.map(({ latencies }) => percentile(latencies, 0.95)) as [number, number];
  return atMost(`P3 growth of p95 at ten times the incidents, reporting zone ${zone}`, large / small, 'times', 1.5, 'p95 of the larger store by p95 of the smaller one');
};

/** What a dashboard asks, of two stores that differ in size alone. */
export const insights: Bench = {
  id: 'P3',
  title: 'insights',
  run: ({ incidents, questions: count }, say) =>
    inTemporaryFolder(async (dir) => {
      const load = Load.start();
      const stores: Store[] = [];
      try {
        for (const size of [Math.ceil(incidents / 10), incidents]) stores.push(await fill(path.join(dir, String(size)), size, say));
        const results: Measurement[] = [];
        for (const [zone, goal] of [['UTC', 30], [zones.kept, 30], [zones.other, 300]] as const) {
          say(`asking in ${zone}`);
          const asked = await ask(load, stores, zone, count);
          results.push(...measured(stores, zone, goal, asked));
          if (goal === 30) results.push(growth(zone, asked));
        }
        return results;
      } finally {
        load.stop();
        for (const { standalone } of stores) await standalone.stop();
      }
    }),
};
