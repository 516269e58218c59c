import { setTimeout } from 'node:timers/promises';
import { Load } from './load';
import type { LoadPlan } from './load-process';
import { atMost, percentile, rounded, type Measurement } from './measure';

/** What answers, in whatever shape it runs. */
export interface Answering {
  /** Of the bench whose measurements they are. */
  readonly id: string;
  readonly url: string;
  /** A token of everybody's roles; it may be a new one each time. */
  token(): Promise<string>;
  /** @throws Error when the answer is no success */
  ask(method: 'GET' | 'POST', path: string): Promise<unknown>;
  /** Until everything that was recorded is in the figures. */
  atRest(): Promise<void>;
}

/** Something that is made again, and where its routes are. */
export interface Rebuildable {
  readonly name: string;
  readonly path: string;
}

const closedYear = `/v1/insights/time-to-restore?by=service&bucket=month&from=2025-01-01&to=2026-01-01`;
const questions = ['time-to-restore', 'time-to-resolve', 'time-to-acknowledge'].flatMap((metric) =>
  [0, 3, 6, 9].map((month) => `/v1/insights/${metric}?by=service&bucket=day&from=2025-${String(month + 1).padStart(2, '0')}-01&to=2025-${String(month + 3).padStart(2, '0')}-28`),
);
const command = JSON.stringify({ title: 'Card payments are declined', source: 'bench', channel: 'api', caller: 'caller-1' });

type Plan = Pick<LoadPlan, 'url' | 'concurrency' | 'calls' | 'headers' | 'variants' | 'perSecond'>;

/** Asks until it is enough. @throws Error when any request failed */
const traffic = async (load: Load, plan: (round: number) => Promise<Plan>, lives: number, isEnough: () => boolean): Promise<readonly number[]> => {
  const latencies: number[] = [];
  for (let round = 0; !isEnough(); round += 1) latencies.push(...(await load.run({ ...(await plan(round)), lives })).latencies);
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

/** Without what says when it was asked. */
const figures = async ({ ask }: Answering): Promise<string> => {
  const { freshness, ...rest } = (await ask('GET', closedYear)) as Record<string, unknown>;
  return freshness === undefined ? '' : JSON.stringify(rest);
};

/** @returns seconds until the new generation is live */
const rebuilt = async ({ ask }: Answering, { name, path }: Rebuildable, say: (text: string) => void): Promise<{ readonly seconds: number; readonly built: number }> => {
  const before = (await ask('GET', path)) as Status;
  const begun = performance.now();
  await ask('POST', `${path}/rebuild`);
  let built = 0;
  for (let told = 0; ; ) {
    const { phase, live, building, refusal } = (await ask('GET', path)) as Status;
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

const askAgainMs = 2_000;

/** One that takes long goes on at the server, which is asked again until it knows. */
const audited = async ({ ask }: Answering, { path }: Rebuildable): Promise<Audited> => {
  for (;;) {
    const answer = (await ask('GET', `${path}/audit`)) as Audited | { readonly isUnderWay: true };
    if (!('isUnderWay' in answer)) return answer;
    await setTimeout(askAgainMs);
  }
};

const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

/** Makes it again while incidents are logged and questions are asked. @throws Error when a request failed or a figure is another one */
export const rebuildUnderTraffic = async (answering: Answering, rebuildable: Rebuildable, events: number, say: (text: string) => void): Promise<readonly Measurement[]> => {
  const { id, url } = answering;
  const { name } = rebuildable;
  const authorization = async (): Promise<string> => `Bearer ${await answering.token()}`;
  const asking = async (): Promise<Plan> => ({
    url,
    concurrency: 4,
    perSecond: 5,
    headers: { authorization: await authorization() },
    variants: questions,
    calls: [{ method: 'GET', path: '{v}', body: null }],
  });
  const writing = async (round: number): Promise<Plan> => ({
    url,
    concurrency: 8,
    perSecond: 20,
    variants: [],
    headers: { authorization: await authorization(), 'idempotency-key': `live-${process.pid}-${name}-${Date.now()}-${round}-{n}` },
    calls: [{ method: 'POST', path: '/v1/incidents', body: command }],
  });
  const loads = [Load.start(), Load.start()] as const;
  try {
    const before = await figures(answering);
    let enough = false;
    const writes = traffic(loads[1], writing, 100, () => enough);
    writes.catch(() => undefined);
    say('asking before');
    const usual = (await loads[0].run({ ...(await asking()), lives: 150 })).latencies;
    let done = false;
    const reads = traffic(loads[0], asking, 25, () => done);
    reads.catch(() => undefined);
    const { seconds, built } = await rebuilt(answering, rebuildable, say);
    say(`${name}: built after ${built.toFixed(0)} s, live after ${seconds.toFixed(0)} s`);
    const audit = await audited(answering, rebuildable);
    done = enough = true;
    const [asked, written] = [await reads, await writes];
    check(audit.isComplete && audit.projections.every(({ digest }) => digest.documents === digest.source), `the audit under traffic: ${JSON.stringify(audit)}`);
    check((await figures(answering)) === before, 'other figures than before');
    await answering.atRest();
    check((await figures(answering)) === before, 'other figures than before, at rest');
    const note = `${events} events, ${asked.length} questions and ${written.length} commands meanwhile, none failed; audited under traffic, generation ${audit.generation}, ${audit.projections.map(({ documents }) => documents).join('+')} documents; figures of a closed year equal`;
    return [
      { name: `${id} rebuild of ${name} with live traffic`, value: rounded(events / seconds), unit: 'events/s', control: null, ratio: null, goal: null, reached: null, note: `${note}; built after ${built.toFixed(0)} s, verified and live after ${seconds.toFixed(0)} s` },
      atMost(`${id} questions that failed while ${name} was made again`, 0, 'of all', 0, `${asked.length} of ${asked.length} answered; p50 ${rounded(percentile(asked, 0.5))} ms, p99 ${rounded(percentile(asked, 0.99))} ms`, null),
      { name: `${id} question p99 while ${name} was made again`, value: rounded(percentile(asked, 0.99)), unit: 'ms', control: { name: 'before, with the same commands', value: rounded(percentile(usual, 0.99)), unit: 'ms' }, ratio: rounded(percentile(asked, 0.99) / percentile(usual, 0.99)), goal: null, reached: null, note: `before: p50 ${rounded(percentile(usual, 0.5))} ms` },
    ];
  } finally {
    for (const load of loads) load.stop();
  }
};
