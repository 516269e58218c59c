import { openEventStore } from '@firebreak/event-store-sqlite';
import { everyRole } from '@firebreak/identity';
import { openDataFolder, sendAs, startStandalone, tenant, type Send, type Standalone } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import { setTimeout } from 'node:timers/promises';
import { lifeOf } from '../faults/distributed/histories';
import type { Bench } from './bench';
import { twoYears } from './history';
import { Load } from './load';
import type { LoadPlan } from './load-process';
import { atMost, percentile, rounded, type Measurement } from './measure';
import { inTemporaryFolder } from './temporary-folder';

const dayMs = 86_400_000;
const begin = Date.UTC(2024, 6, 1);
/** Of an incident, on average and rounded down. */
const eventsEach = 9;
const together = 500;

/** A store with about so many events of incidents, spread over two years. @returns how many of each */
const fillStore = async (file: string, events: number): Promise<{ readonly events: number; readonly incidents: number }> => {
  const store = openEventStore({ file });
  const incidents = Math.ceil(events / eventsEach);
  let written = 0;
  const live = async (index: number): Promise<void> => {
    const life = lifeOf(index, { seed: 4, category: 'incident', start: begin + Math.floor((index / incidents) * twoYears) * dayMs });
    const all = life.flatMap((prepared) => prepared.events);
    await store.append(life[0]!.stream, -1, all);
    written += all.length;
  };
  for (let first = 0; first < incidents; first += together) {
    await Promise.all(Array.from({ length: Math.min(together, incidents - first) }, (_, each) => live(first + each)));
  }
  await store.close();
  return { events: written, incidents };
};

const closedYear = `/v1/insights/time-to-restore?by=service&bucket=month&from=2025-01-01&to=2026-01-01`;
const questions = ['time-to-restore', 'time-to-resolve', 'time-to-acknowledge'].flatMap((metric) =>
  [0, 3, 6, 9].map((month) => `/v1/insights/${metric}?by=service&bucket=day&from=2025-${String(month + 1).padStart(2, '0')}-01&to=2025-${String(month + 3).padStart(2, '0')}-28`),
);

type Plan = Pick<LoadPlan, 'url' | 'concurrency' | 'calls' | 'headers' | 'variants' | 'perSecond'>;

/** Asks until it is enough. @throws Error when any request failed */
const traffic = async (load: Load, plan: (round: number) => Plan, lives: number, isEnough: () => boolean): Promise<readonly number[]> => {
  const latencies: number[] = [];
  for (let round = 0; !isEnough(); round += 1) latencies.push(...(await load.run({ ...plan(round), lives })).latencies);
  return latencies;
};

interface Status {
  readonly phase: string;
  readonly refusal: string | null;
  readonly live: { readonly generation: number };
  readonly building: { readonly done: number | null; readonly target: number | null } | null;
}

interface Audited {
  readonly isComplete: boolean;
  readonly generation: number;
  readonly projections: readonly { readonly documents: number; readonly digest: { readonly documents: string; readonly source: string } }[];
}

const answered = async (send: Send, method: 'GET' | 'POST', url: string, body?: object): Promise<unknown> => {
  const answer = await send(method, url, body);
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};

/** Without what says when it was asked. */
const figures = async (send: Send): Promise<string> => {
  const { freshness, ...rest } = (await answered(send, 'GET', closedYear)) as Record<string, unknown>;
  return freshness === undefined ? '' : JSON.stringify(rest);
};

/** @returns seconds until the new generation is live */
const rebuilt = async (send: Send, name: string, say: (text: string) => void): Promise<{ readonly seconds: number; readonly built: number }> => {
  const before = (await answered(send, 'GET', `/v1/admin/projections/${name}`)) as Status;
  const begun = performance.now();
  await answered(send, 'POST', `/v1/admin/projections/${name}/rebuild`, {});
  let built = 0;
  for (let told = 0; ; ) {
    const { phase, live, building, refusal } = (await answered(send, 'GET', `/v1/admin/projections/${name}`)) as Status;
    const seconds = (performance.now() - begun) / 1_000;
    if (built === 0 && building?.done !== null && building?.done !== undefined && building.done === building.target) built = seconds;
    if (phase === 'idle' && live.generation > before.live.generation) return { seconds, built };
    if (refusal !== null) throw new Error(`${name} was refused: ${refusal}`);
    if (seconds - told > 20) {
      told = seconds;
      say(`${phase} ${building?.done ?? '?'} of ${building?.target ?? '?'} events after ${seconds.toFixed(0)} s`);
    }
    await setTimeout(1_000);
  }
};

const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

const underTraffic = async (standalone: Standalone, url: string, name: string, events: number, say: (text: string) => void): Promise<readonly Measurement[]> => {
  const { token } = await standalone.tokens.issue({ sub: 'bench', tenant, roles: everyRole, ttlSeconds: 86_400 });
  const send = await sendAs(standalone, { id: 'bench', roles: everyRole });
  const headers = { authorization: `Bearer ${token}` };
  const asking = (): Plan => ({ url, concurrency: 4, perSecond: 5, headers, variants: questions, calls: [{ method: 'GET', path: '{v}', body: null }] });
  const command = JSON.stringify({ title: 'Card payments are declined', source: 'bench', channel: 'api', caller: 'caller-1' });
  const writing = (round: number): Plan => ({
    url,
    concurrency: 8,
    perSecond: 20,
    variants: [],
    headers: { ...headers, 'idempotency-key': `live-${process.pid}-${name}-${Date.now()}-${round}-{n}` },
    calls: [{ method: 'POST', path: '/v1/incidents', body: command }],
  });
  const loads = [Load.start(), Load.start()] as const;
  try {
    const before = await figures(send);
    let enough = false;
    const writes = traffic(loads[1], writing, 100, () => enough);
    say('asking before');
    const usual = (await loads[0].run({ ...asking(), lives: 150 })).latencies;
    let done = false;
    const reads = traffic(loads[0], asking, 25, () => done);
    const { seconds, built } = await rebuilt(send, name, say);
    say(`${name}: built after ${built.toFixed(0)} s, live after ${seconds.toFixed(0)} s`);
    const audit = (await answered(send, 'GET', `/v1/admin/projections/${name}/audit`)) as Audited;
    done = enough = true;
    const [asked, written] = [await reads, await writes];
    check(audit.isComplete && audit.projections.every(({ digest }) => digest.documents === digest.source), `the audit under traffic: ${JSON.stringify(audit)}`);
    check((await figures(send)) === before, 'other figures than before');
    await standalone.runtime.whenCaughtUp();
    check((await figures(send)) === before, 'other figures than before, at rest');
    const note = `${events} events, ${asked.length} questions and ${written.length} commands meanwhile, none failed; audited under traffic, generation ${audit.generation}, ${audit.projections.map(({ documents }) => documents).join('+')} documents; figures of a closed year equal`;
    return [
      { name: `P2 rebuild of ${name} with live traffic`, value: rounded(events / seconds), unit: 'events/s', control: null, ratio: null, goal: null, reached: null, note: `${note}; built after ${built.toFixed(0)} s, verified and live after ${seconds.toFixed(0)} s` },
      atMost(`P2 questions that failed while ${name} was made again`, 0, 'of all', 0, `${asked.length} of ${asked.length} answered; p50 ${rounded(percentile(asked, 0.5))} ms, p99 ${rounded(percentile(asked, 0.99))} ms`, null),
      { name: `P2 question p99 while ${name} was made again`, value: rounded(percentile(asked, 0.99)), unit: 'ms', control: { name: 'before, with the same commands', value: rounded(percentile(usual, 0.99)), unit: 'ms' }, ratio: rounded(percentile(asked, 0.99) / percentile(usual, 0.99)), goal: null, reached: null, note: `before: p50 ${rounded(percentile(usual, 0.5))} ms` },
    ];
  } finally {
    for (const load of loads) load.stop();
  }
};

/** The standalone makes its read models again from as many events, while it takes commands and answers questions. */
export const liveRebuild: Bench = {
  id: 'P2L',
  title: 'rebuild with live traffic',
  run: ({ events: wanted }, say) =>
    inTemporaryFolder(async (dir) => {
      say(`writing ${wanted} events`);
      const { events, incidents } = await fillStore(openDataFolder(dir).eventsFile, wanted);
      say(`${events} events of ${incidents} incidents; making the first generation`);
      const begun = performance.now();
      const standalone = await startStandalone({ dir, logger: createLogger({ level: 'error' }), http: { commandRate: null, docs: false } });
      try {
        await standalone.runtime.whenCaughtUp();
        say(`there after ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
        const url = await standalone.listen(0);
        const results: Measurement[] = [];
        for (const name of ['analytics', 'incident-views']) {
          const measured = await underTraffic(standalone, url, name, events, say);
          for (const each of measured) say(`${each.name}: ${each.value} ${each.unit}; ${each.note}`);
          results.push(...measured);
        }
        return results;
      } finally {
        await standalone.stop();
      }
    }),
};
