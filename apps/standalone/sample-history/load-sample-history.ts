import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { plusMillis, type Instant } from '@firebreak/event-sourcing';
import { SingleBar } from 'cli-progress';
import { sendAs, type Person, type Send } from '../in-process-client';
import type { Standalone } from '../start-standalone';
import { administrator, groups, resolversOf, services, type SamplePerson } from './estate';
import { planSample, type PlannedStep } from './plan-sample';
import { seededRandom } from './seeded-random';

export interface SampleOptions {
  readonly seed: number;
  readonly days?: number;
  readonly say: (text: string) => void;
}

export interface SampleCounts {
  readonly incidents: number;
  readonly commands: number;
  readonly refused: number;
}

const day = 86_400_000;

/** Everybody's requests, with a token that is fresh at the story's time. */
class Cast {
  private readonly senders = new Map<string, { readonly until: Instant; readonly send: Send }>();

  constructor(private readonly standalone: Standalone) {}

  async send(by: Person, url: string, body: object, key: string, headers: Readonly<Record<string, string>> = {}): Promise<Awaited<ReturnType<Send>>> {
    const now = this.standalone.clock.now();
    let sender = this.senders.get(by.id);
    if (!sender || sender.until <= now) {
      sender = { until: plusMillis(now, day / 2), send: await sendAs(this.standalone, by) };
      this.senders.set(by.id, sender);
    }
    return sender.send('POST', url, body, { ...headers, 'idempotency-key': key });
  }
}

const registerEstate = async (cast: Cast): Promise<string> => {
  const tokens: string[] = [];
  const register = async (url: string, body: object): Promise<void> => {
    const { status, headers, body: answer } = await cast.send(administrator, url, body, `sample-${url.slice(4)}-${(body as { key: string }).key}`);
    if (status >= 300) throw new Error(`${url} answered ${status}: ${JSON.stringify(answer)}`);
    tokens.push(String(headers['firebreak-consistency']));
  };
  for (const { key, name, tier, affectedUsers } of services) await register('/v1/services', { key, name, tier, affectedUsers });
  for (const group of groups) await register('/v1/groups', { key: group, name: group, members: resolversOf(group).map(({ id }: SamplePerson) => id) });
  return tokens.slice(-16).join(',');
};

const play = async (cast: Cast, standalone: Standalone, steps: readonly PlannedStep[], consistency: string, onStep: () => void): Promise<number> => {
  const ids = new Map<number, string>();
  let refused = 0;
  for (const [n, { at, by, incident, verb, body }] of steps.entries()) {
    standalone.clock.setTo(at);
    const url = verb === null ? '/v1/incidents' : `/v1/incidents/${ids.get(incident)}/${verb}`;
    const ifMatch: Record<string, string> = verb === 'correct-time' ? { 'if-match': '*' } : {};
    const { status, body: answer } = await cast.send(by, url, body, `sample-${n}`, verb === null ? { 'firebreak-consistency': consistency } : ifMatch);
    if (status >= 300) refused += 1;
    else if (verb === null) ids.set(incident, (answer as { id: string }).id);
    onStep();
  }
  return refused;
};

/** The same story again after an interruption: its keys make sure that what was done is not done twice. */
const openStory = ({ folder, clock }: Standalone, { seed }: SampleOptions): { readonly to: Instant; readonly seed: number } => {
  if (!existsSync(folder.sampleFile)) writeFileSync(folder.sampleFile, `${JSON.stringify({ to: clock.now(), seed })}\n`);
  return JSON.parse(readFileSync(folder.sampleFile, 'utf8')) as { to: Instant; seed: number };
};

/** About ninety days of an organisation's incidents, sent as its people would have, by a clock that runs ahead. */
export const loadSampleHistory = async (standalone: Standalone, options: SampleOptions): Promise<SampleCounts> => {
  const { to, seed } = openStory(standalone, options);
  const { days = 90, say } = options;
  const from = plusMillis(to, -days * day);
  const steps = planSample(seededRandom(seed), from, plusMillis(to, -60_000));
  const incidents = new Set(steps.map(({ incident }) => incident)).size;
  say(`A sample of ${days} days is played into the new folder (--no-sample begins empty).`);
  const bar = new SingleBar({ format: 'sample {bar} {value}/{total} requests, {eta} s left', noTTYOutput: false, hideCursor: true });
  bar.start(steps.length, 0);
  try {
    standalone.clock.setTo(from);
    const cast = new Cast(standalone);
    const consistency = await registerEstate(cast);
    const refused = await play(cast, standalone, steps, consistency, () => bar.increment());
    rmSync(standalone.folder.sampleFile);
    return { incidents, commands: steps.length, refused };
  } finally {
    bar.stop();
    standalone.clock.backToReal();
    await standalone.runtime.whenCaughtUp();
  }
};

