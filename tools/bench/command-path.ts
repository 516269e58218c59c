import { everyRole } from '@firebreak/identity';
import { startStandalone, tenant, type Standalone } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import type { Bench } from './bench';
import { ControlModule } from './control-route';
import { Load } from './load';
import { median, rate, type Measurement } from './measure';
import { inTemporaryFolder } from './temporary-folder';

const concurrency = 64;
const rounds = 5;
const title = 'Card payments are declined';
const command = JSON.stringify({ title, source: 'bench', channel: 'api', caller: 'caller-1' });

interface Rates {
  /** While requests come in. */
  readonly command: number;
  readonly control: number;
  /** Counted until every read model has what was written. */
  readonly caughtUp: number;
  /** Records that the facts were behind when the last answer was out. */
  readonly lag: number;
}

const measure = async (standalone: Standalone, url: string, load: Load, requests: number, settle: () => Promise<void>): Promise<Rates> => {
  const { token } = await standalone.tokens.issue({ sub: 'bench', tenant, roles: everyRole, ttlSeconds: 3_600 });
  const taken: Rates[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const bare = await load.run({ url, concurrency, lives: requests, calls: [{ method: 'POST', path: '/bench/append', body: JSON.stringify({ title }) }] });
    await settle();
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': `bench-${process.pid}-${Date.now()}-${round}-{n}` };
    const begun = performance.now();
    const full = await load.run({ url, concurrency, lives: requests, headers, calls: [{ method: 'POST', path: '/v1/incidents', body: command }] });
    const lag = (await standalone.runtime.lag()).get('analytics') ?? 0;
    await settle();
    const seconds = (performance.now() - begun) / 1_000;
    // The first round warms up.
    if (round > 0) taken.push({ command: requests / full.seconds, control: requests / bare.seconds, caughtUp: requests / seconds, lag });
  }
  const of = (key: keyof Rates): number => median(taken.map((each) => each[key]));
  return { command: of('command'), control: of('control'), caughtUp: of('caughtUp'), lag: of('lag') };
};

const measurements = (requests: number, paused: Rates, running: Rates): readonly Measurement[] => {
  const control = (value: number) => ({ name: 'bare validated append', value, unit: 'requests/s' });
  const size = `${rounds} rounds of ${requests} requests, ${concurrency} at once`;
  const running_ = `${size}; the clock stops when facts, figures and lists have everything (${Math.round(running.command)} requests/s until the last answer, facts then ${running.lag} behind)`;
  return [
    rate('P1 command path, projections paused', paused.command, 'requests/s', control(paused.control), 0.7, size),
    rate('P1 command path, projections running and not falling behind', running.caughtUp, 'requests/s', control(running.control), 0.4, running_),
  ];
};

/** The whole command path against a bare validated append, at the same concurrency over HTTP. */
export const commandPath: Bench = {
  id: 'P1',
  title: 'command path',
  run: ({ requests }, say) =>
    inTemporaryFolder(async (dir) => {
      const load = Load.start();
      const options = { dir, logger: createLogger({ level: 'error' }), http: { commandRate: null, docs: false }, modules: [ControlModule] };
      const standalone = await startStandalone(options);
      try {
        const url = await standalone.listen(0);
        say('projections running');
        const running = await measure(standalone, url, load, requests, () => standalone.runtime.whenCaughtUp());
        say('projections paused');
        await standalone.runtime.drain();
        const paused = await measure(standalone, url, load, requests, () => Promise.resolve());
        return measurements(requests, paused, running);
      } finally {
        load.stop();
        await standalone.stop();
      }
    }),
};
