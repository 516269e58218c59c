import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import type { Random } from '@firebreak/standalone';

const root = path.join(__dirname, '..', '..');

export interface ImportSet {
  readonly file: string;
  readonly mapping: string;
  /** Where a time-prefix ends: some cases are whole, some have begun, some not yet. */
  readonly until: string;
}

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly how: number | string;
}

const node = path.join(root, 'node_modules', '.bin', 'node');
const register = path.join(root, 'node_modules', '@swc-node', 'register', 'index.js');

const firebreak = (args: readonly string[], killAfterMs: number | null): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json') };
    const child = spawn(node, ['-r', register, path.join(root, 'apps', 'cli', 'main.ts'), ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err = (err + chunk.toString()).slice(-2_000)));
    const timer = killAfterMs === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ out, err, how: signal ?? code ?? -1 });
    });
  });

const whole = async (args: readonly string[]): Promise<string> => {
  const { out, err, how } = await firebreak(args, null);
  if (how !== 0) throw new Error(`firebreak ${args.join(' ')} ended with ${how}: ${err}`);
  return out;
};

const importOf = ({ file, mapping }: ImportSet, dir: string): string[] => ['import', file, '--mapping', mapping, '--json', '--data', dir];

/** Stream, revision, type, data and occurredAt of every event; numbers are handed out anew by each import. */
export const historyDigest = (dir: string): string => {
  const db = new DatabaseSync(path.join(dir, 'events.db'), { readOnly: true });
  const digest = createHash('sha256');
  const rows = db.prepare("SELECT stream, revision, type, json_remove(data, '$.number') AS data, metadata ->> 'occurredAt' AS at FROM events WHERE category IN ('incident', 'catalog') ORDER BY stream, revision");
  for (const row of rows.iterate()) digest.update(JSON.stringify(row));
  db.close();
  return digest.digest('hex');
};

const countEvents = (dir: string): number => {
  const db = new DatabaseSync(path.join(dir, 'events.db'), { readOnly: true });
  const row = db.prepare('SELECT count(*) AS n FROM events').get();
  db.close();
  return Number(row?.['n']);
};

const asked = [
  ['time-to-resolve', 'first@1'],
  ['time-to-resolve', 'last@1'],
  ['frequency', 'opened@1'],
] as const;

/** One question after the other: each is a process of its own, and a folder has one at a time. */
const figures = async (dir: string): Promise<readonly string[]> => {
  const answers: string[] = [];
  for (const [metric, definition] of asked) {
    const answer = JSON.parse(await whole(['report', metric, '--definition', definition, '--by', 'source', '--bucket', 'month', '--from', '2009-12-28', '--to', '2024-01-01', '--json', '--data', dir])) as { total: unknown; buckets: unknown };
    answers.push(JSON.stringify([answer.total, answer.buckets]));
  }
  return answers;
};

export interface ImportCampaignResult {
  readonly digest: string;
  /** Of one of the three histories that have to be the same. */
  readonly events: number;
  readonly kills: number;
  readonly differing: readonly string[];
}

/** Whole; a time-prefix first; and killed at random times and resumed: the same histories and the same figures. */
export const runImportCampaign = async (sets: readonly ImportSet[], kills: number, random: Random, say: (text: string) => void): Promise<ImportCampaignResult> => {
  const dirs = ['whole', 'prefix', 'killed'].map((name) => mkdtempSync(path.join(tmpdir(), `firebreak-import-${name}-`)));
  const [plain, prefix, killed] = dirs as [string, string, string];
  try {
    const took: number[] = [];
    for (const set of sets) {
      const started = performance.now();
      await whole(importOf(set, plain));
      took.push(performance.now() - started);
    }
    const wholeMs = took.reduce((sum, each) => sum + each, 0);
    say(`imported whole in ${Math.round(wholeMs / 1_000)} s`);
    for (const set of sets) await whole([...importOf(set, prefix), '--until', set.until]);
    for (const set of sets) await whole(importOf(set, prefix));
    say('imported as a time-prefix, then whole');
    let done = 0;
    let before = 0;
    for (const [index, set] of sets.entries()) {
      before += took[index]!;
      // Kills go where the time goes.
      const share = Math.round((kills * before) / wholeMs) - done;
      for (let n = 0; n < share; n += 1) {
        // A log is cut into as many pieces as it has kills to come, so that none of them finds it done.
        const { how } = await firebreak(importOf(set, killed), 1_000 + random() * (took[index]! / (share + 1)));
        if (how === 'SIGKILL') done += 1;
        await pause(0);
      }
      await whole(importOf(set, killed));
    }
    say(`killed ${done} times, resumed each time`);
    const [digest, ...others] = dirs.map(historyDigest) as [string, string, string];
    const [right, ...answers] = [await figures(plain), await figures(prefix), await figures(killed)];
    const differing = [
      ...(done === kills ? [] : [`only ${done} of ${kills} kills struck`]),
      ...others.flatMap((each, n) => (each === digest ? [] : [`${['prefix', 'killed'][n]}: another history`])),
      ...answers.flatMap((each, n) => (JSON.stringify(each) === JSON.stringify(right) ? [] : [`${['prefix', 'killed'][n]}: other figures`])),
    ];
    return { digest, events: countEvents(plain), kills: done, differing };
  } finally {
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
  }
};
