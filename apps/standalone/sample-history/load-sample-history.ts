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

  async send(by: Person, url: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Awaited<ReturnType<Send>>> {
    const now = this.standalone.clock.now();
    let sender = this.senders.get(by.id);
    if (!sender || sender.until <= now) {
      sender = { until: plusMillis(now, day / 2), send: await sendAs(this.standalone, by) };
      this.senders.set(by.id, sender);
    }
    return sender.send('POST', url, body, headers);
  }
}

const registerEstate = async (cast: Cast): Promise<string> => {
  const tokens: string[] = [];
  const register = async (url: string, body: object): Promise<void> => {
    const { status, headers, body: answer } = await cast.send(administrator, url, body);
    if (status !== 201) throw new Error(`${url} answered ${status}: ${JSON.stringify(answer)}`);
    tokens.push(String(headers['firebreak-consistency']));
  };
  for (const { key, name, tier, affectedUsers } of services) await register('/v1/services', { key, name, tier, affectedUsers });
  for (const group of groups) await register('/v1/groups', { key: group, name: group, members: resolversOf(group).map(({ id }: SamplePerson) => id) });
  return tokens.slice(-16).join(',');
};

const play = async (cast: Cast, standalone: Standalone, steps: readonly PlannedStep[], consistency: string, onStep: () => void): Promise<number> => {
  const ids = new Map<number, string>();
  let refused = 0;
  for (const { at, by, incident, verb, body } of steps) {
    standalone.clock.setTo(at);
    const url = verb === null ? '/v1/incidents' : `/v1/incidents/${ids.get(incident)}/${verb}`;
    const ifMatch: Record<string, string> = verb === 'correct-time' ? { 'if-match': '*' } : {};
    const { status, body: answer } = await cast.send(by, url, body, verb === null ? { 'firebreak-consistency': consistency } : ifMatch);
    if (status >= 300) refused += 1;
    else if (verb === null) ids.set(incident, (answer as { id: string }).id);
    onStep();
  }
  return refused;
};

/** About ninety days of an organisation's incidents, sent as its people would have, by a clock that runs ahead. */
export const loadSampleHistory = async (standalone: Standalone, { seed, days = 90, say }: SampleOptions): Promise<SampleCounts> => {
  const to = standalone.clock.now();
  const from = plusMillis(to, -days * day);
  const steps = planSample(seededRandom(seed), from, plusMillis(to, -60_000));
  const incidents = new Set(steps.map(({ incident }) => incident)).size;
  say(`The folder is new: a sample of ${days} days is played (--no-sample begins empty).`);
  const bar = new SingleBar({ format: 'sample {bar} {value}/{total} requests, {eta} s left', noTTYOutput: false, hideCursor: true });
  bar.start(steps.length, 0);
  try {
    standalone.clock.setTo(from);
    const cast = new Cast(standalone);
    const consistency = await registerEstate(cast);
    const refused = await play(cast, standalone, steps, consistency, () => bar.increment());
    return { incidents, commands: steps.length, refused };
  } finally {
    bar.stop();
    standalone.clock.backToReal();
    await standalone.runtime.whenCaughtUp();
  }
};

