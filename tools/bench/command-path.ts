import { everyRole } from '@firebreak/identity';
import { startStandalone, tenant, type Standalone } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import type { Bench } from './bench';
import { ControlModule } from './control-route';
import { Load } from './load';
import { median, rate, ratioOf, rounded, type Measurement } from './measure';
import { inTemporaryFolder } from './temporary-folder';

const concurrency = 64;
const rounds = 9;
const title = 'Card payments are declined';
const command = JSON.stringify({ title, source: 'bench', channel: 'api', caller: 'caller-1' });

interface Rates {
  /** While requests come in. */
  readonly command: number;
  readonly control: number;
  /** Counted until every read model has what was written. */
  readonly caughtUp: number;
  /** The control's processor time by the command's, work that was put off included. */
  readonly processor: number;
  /** Records that the facts were behind when the last answer was out. */
  readonly lag: number;
}

/** Processor time of this process so far, in seconds: it does not depend on who else is at work. */
const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
};

const measure = async (standalone: Standalone, url: string, load: Load, requests: number, settle: () => Promise<void>): Promise<readonly Rates[]> => {
  const { token } = await standalone.tokens.issue({ sub: 'bench', tenant, roles: everyRole, ttlSeconds: 3_600 });
  const taken: Rates[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const first = processorSeconds();
    const bare = await load.run({ url, concurrency, lives: requests, calls: [{ method: 'POST', path: '/bench/append', body: JSON.stringify({ title }) }] });
    await settle();
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': `bench-${process.pid}-${Date.now()}-${round}-{n}` };
    const begun = performance.now();
    const second = processorSeconds();
    const full = await load.run({ url, concurrency, lives: requests, headers, calls: [{ method: 'POST', path: '/v1/incidents', body: command }] });
    const lag = (await standalone.runtime.lag()).get('analytics') ?? 0;
    await settle();
    const seconds = (performance.now() - begun) / 1_000;
    // The first round warms up.
    const processor = (second - first) / (processorSeconds() - second);
    if (round > 0) taken.push({ command: requests / full.seconds, control: requests / bare.seconds, caughtUp: requests / seconds, processor, lag });
  }
  return taken;
};

const middle = (rates: readonly Rates[], of: (each: Rates) => number): number => median(rates.map(of));

const compared = (name: string, rates: readonly Rates[], key: 'command' | 'caughtUp', goal: number, note: string): Measurement => ({
  ...rate(name, middle(rates, (each) => each[key]), 'requests/s', { name: 'bare validated append', value: middle(rates, ({ control }) => control), unit: 'requests/s' }, goal, note),
  // Command and control of one round stand next to each other in time; those of different rounds do not.
  ...ratioOf(middle(rates, (each) => each[key] / each.control), goal),
});

const measurements = (requests: number, paused: readonly Rates[], running: readonly Rates[]): readonly Measurement[] => {
  const size = `${rounds} rounds of ${requests} requests, ${concurrency} at once`;
  const processor = (rates: readonly Rates[]): string => `; by processor time alone the ratio is ${rounded(middle(rates, (each) => each.processor))}`;
  const [answered, behind] = [Math.round(middle(running, ({ command }) => command)), middle(running, ({ lag }) => lag)];
  const whole = `${size}; the clock stops when facts, figures and lists have everything (${answered} requests/s until the last answer, facts then ${behind} behind)${processor(running)}`;
  return [
    compared('P1 command path, projections paused', paused, 'command', 0.7, size + processor(paused)),
    compared('P1 command path, projections running and not falling behind', running, 'caughtUp', 0.4, whole),
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
