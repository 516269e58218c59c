import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { everyRole } from '@firebreak/identity';
import { createLogger } from '@firebreak/telemetry';
import { startStandalone, tenant, type Standalone } from '@firebreak/standalone';
import { ControlModule } from './control-route';
import { Load } from './load';
import { median, ratioAtLeast, type Measurement } from './measure';

const concurrency = 64;
const rounds = 5;

const header = { 'content-type': 'application/json', connection: 'keep-alive' };

interface Bench {
  readonly standalone: Standalone;
  readonly url: string;
  readonly token: string;
}

const open = async (dir: string): Promise<Bench> => {
  const standalone = await startStandalone({ dir, logger: createLogger({ level: 'error' }), http: { commandRate: null, docs: false }, modules: [ControlModule] });
  const url = await standalone.listen(0);
  const { token } = await standalone.tokens.issue({ sub: 'bench', tenant, roles: everyRole, ttlSeconds: 3_600 });
  return { standalone, url, token };
};

const rates = async (bench: Bench, load: Load, requests: number, settle: () => Promise<void>): Promise<{ readonly command: number; readonly control: number }> => {
  const command: number[] = [];
  const control: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const bare = await load.run({ url: bench.url, concurrency, requests, headers: header, path: '/bench/append', body: '{"title":"Card payments are declined"}' });
    await settle();
    const key = `bench-${process.pid}-${Date.now()}-${round}`;
    const full = await load.run({
      url: bench.url,
      concurrency,
      requests,
      headers: { ...header, authorization: `Bearer ${bench.token}`, 'idempotency-key': `${key}-{n}` },
      path: '/v1/incidents',
      body: '{"title":"Card payments are declined","source":"bench","channel":"api","caller":"caller-1"}',
    });
    await settle();
    // The first round warms up.
    if (round === 0) continue;
    command.push(full.perSecond);
    control.push(bare.perSecond);
  }
  return { command: median(command), control: median(control) };
};

/** P1: the whole command path against a bare validated append, at the same concurrency over HTTP. */
export const commandPath = async (requests: number): Promise<readonly Measurement[]> => {
  const dir = mkdtempSync(path.join(tmpdir(), 'firebreak-bench-'));
  const load = Load.start();
  try {
    const running = await open(dir);
    const { command, control } = await rates(running, load, requests, () => running.standalone.runtime.whenCaughtUp());
    await running.standalone.runtime.drain();
    const paused = await rates(running, load, requests, () => Promise.resolve());
    await running.standalone.stop();
    const of = (value: number): NonNullable<Measurement['control']> => ({ name: 'bare validated append', value, unit: 'requests/s' });
    return [
      ratioAtLeast('P1 command path, projections paused', paused.command, of(paused.control), 0.7, 'requests/s'),
      ratioAtLeast('P1 command path, projections running', command, of(control), 0.4, 'requests/s', `${requests} requests a round, read models caught up between the rounds`),
    ];
  } finally {
    load.stop();
    rmSync(dir, { recursive: true, force: true });
  }
};
