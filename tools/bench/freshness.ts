import { everyRole } from '@firebreak/identity';
import { sendAs, startStandalone, tenant, type Standalone } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import type { Bench } from './bench';
import { FreshnessProbe } from './freshness-probe';
import { Load } from './load';
import type { Call } from './load-process';
import { atMost, percentile, rounded, type Measurement } from './measure';
import { inTemporaryFolder } from './temporary-folder';

const wantedPerSecond = 500;
const [service, group, resolver] = ['service-1', 'group-1', 'resolver-1'];

const post = (path: string, body: object): Call => ({ method: 'POST', path, body: JSON.stringify(body) });

/** The life of one incident, as its people send it. */
const life: readonly Call[] = [
  post('/v1/incidents', { title: 'Card payments are declined', source: 'bench', channel: 'api', caller: 'caller-1', service }),
  post('/v1/incidents/{id}/triage', { category: 'network', service, impact: 2, urgency: 2 }),
  post('/v1/incidents/{id}/assign', { group, assignee: resolver }),
  post('/v1/incidents/{id}/start-work', {}),
  post('/v1/incidents/{id}/resolve', { resolutionCode: 'fix', causeCode: 'config-error', notes: 'Rolled back.', restoredAt: '{now}' }),
];

const register = async (standalone: Standalone): Promise<void> => {
  const send = await sendAs(standalone, { id: 'bench', roles: everyRole });
  for (const [url, body] of [
    ['/v1/services', { key: service, name: service, tier: 1, affectedUsers: 1_000 }],
    ['/v1/groups', { key: group, name: group, members: [resolver] }],
  ] as const) {
    const answer = await send('POST', url, body);
    if (answer.status >= 300) throw new Error(`${url} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  await standalone.runtime.whenCaughtUp();
};

class Stage {
  private round = 0;

  constructor(
    private readonly load: Load,
    private readonly url: string,
    private readonly token: string,
  ) {}

  live(lives: number, perSecond: number | null): ReturnType<Load['run']> {
    const headers = { authorization: `Bearer ${this.token}`, 'idempotency-key': `bench-${(this.round += 1)}-{n}` };
    return this.load.run({ url: this.url, concurrency: 64, lives, perSecond, headers, calls: life });
  }
}

const measured = (probe: FreshnessProbe, seconds: number, lives: number): readonly Measurement[] => {
  const note = (values: readonly number[]): string =>
    `${rounded(probe.events / seconds)} events/s over ${rounded(seconds)} s, ${lives} incidents of today, ${values.length} events watched, median ${percentile(values, 0.5)} ms`;
  return [
    atMost('P4 from append to fact, p99', percentile(probe.toFact, 0.99), 'ms', 150, note(probe.toFact)),
    atMost('P4 from append to figure, p99', percentile(probe.toFigure, 0.99), 'ms', 600, note(probe.toFigure)),
  ];
};

/** How soon what was recorded can be read, while 500 events a second come in over HTTP. */
export const freshness: Bench = {
  id: 'P4',
  title: 'freshness',
  run: ({ seconds }, say) =>
    inTemporaryFolder(async (dir) => {
      const load = Load.start();
      const standalone = await startStandalone({ dir, logger: createLogger({ level: 'error' }), http: { commandRate: null, docs: false } });
      try {
        await register(standalone);
        const { token } = await standalone.tokens.issue({ sub: resolver, tenant, roles: everyRole, ttlSeconds: 86_400 });
        const stage = new Stage(load, await standalone.listen(0), token);
        const warmLives = 100;
        const warm = await FreshnessProbe.during(standalone, () => stage.live(warmLives, null));
        const livesPerSecond = wantedPerSecond / (warm.events / warmLives);
        const lives = Math.ceil(livesPerSecond * seconds);
        say(`${lives} incidents with ${warm.events / warmLives} events each, ${rounded(livesPerSecond)} of them a second`);
        let taken = 0;
        const probe = await FreshnessProbe.during(standalone, async () => (taken = (await stage.live(lives, livesPerSecond)).seconds));
        return measured(probe, taken, lives);
      } finally {
        load.stop();
        await standalone.stop();
      }
    }),
};
