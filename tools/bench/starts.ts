import { spawn } from 'node:child_process';
import path from 'node:path';
import { writeAuditLog } from './audit-csv';
import type { Bench } from './bench';
import { ended, finished, program, root, secondsUntil } from './command-line';
import { busySpan } from './history';
import { importFile } from './import-rate';
import { atMost, median, type Measurement } from './measure';
import { inTemporaryFolder } from './temporary-folder';

const rounds = 5;
const eventsEach = 8;

const timed = async (child: ReturnType<typeof program>, pattern: RegExp): Promise<number> => {
  try {
    return await secondsUntil(child, pattern);
  } finally {
    await ended(child);
  }
};

const warmStart = async (dir: string, wanted: number, say: (text: string) => void): Promise<readonly Measurement[]> => {
  const [file, data] = [path.join(dir, 'audit.csv'), path.join(dir, 'data')];
  await writeAuditLog(file, busySpan(Math.ceil((wanted * 1.2) / eventsEach)));
  say(`importing at least ${wanted} events`);
  const { events } = await importFile(file, data);
  if (events < wanted) throw new Error(`${events} of ${wanted} events`);
  const [warm, bare]: [number[], number[]] = [[], []];
  say('starting');
  for (let round = 0; round <= rounds; round += 1) {
    const product = await timed(program('apps/standalone/main.ts', ['--data', data, '--port', '0', '--no-sample']), /Sign in/);
    const framework = await timed(program('tools/bench/bare-framework.ts', []), /Listening/);
    // The first round fills the caches.
    if (round === 0) continue;
    warm.push(product);
    bare.push(framework);
  }
  const [own, control] = [median(warm), median(bare)];
  const note = `median of ${rounds} starts from the sources on ${events} events, until the figures are printed and it listens`;
  return [
    atMost('P6 warm start', own, 's', 2, note, { name: 'bare framework with one route', value: control, unit: 's' }),
    atMost('P6 warm start beyond the bare framework', own - control, 's', 1, note),
  ];
};

/** A fresh clone with its own installation; packages may come from the cache of the package manager. */
const firstStart = async (dir: string): Promise<Measurement> => {
  const clone = path.join(dir, 'clone');
  const begun = performance.now();
  await finished(spawn('git', ['clone', '--quiet', '--no-hardlinks', root, clone], { stdio: ['ignore', 'pipe', 'pipe'] }));
  // A group of its own, so that whatever npm starts ends with it.
  const child = spawn('npm', ['start', '--', '--port', '0'], { cwd: clone, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  await secondsUntil(child, /Sign in/);
  const seconds = (performance.now() - begun) / 1_000;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid!, 'SIGTERM');
  await exit;
  return atMost('P6 first start', seconds, 's', 90, 'one clone, its installation from the registry and the sample history, until the figures are printed and it listens');
};

/** From the command to the table. */
export const starts: Bench = {
  id: 'P6',
  title: 'starts',
  run: (sizes, say) =>
    inTemporaryFolder(async (dir) => {
      const results = [...(await warmStart(dir, sizes.warmEvents, say))];
      if (!sizes.firstStart) return results;
      say('first start of a fresh clone');
      return [...results, await firstStart(dir)];
    }),
};
