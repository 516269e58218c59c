import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface StoreProcess {
  readonly child: ChildProcess;
  /** What it said so far, one JSON object a line. */
  readonly said: readonly Record<string, unknown>[];
  /** Resolves with the first line. */
  readonly first: Promise<Record<string, unknown>>;
  /** Resolves with the signal or code it ended with, when all it said has been read. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
}

/** Runs `store-process.ts` from source. */
export const spawnStore = (...args: readonly string[]): StoreProcess => {
  const root = path.resolve(__dirname, '../../../../..');
  const child = spawn(process.execPath, ['-r', '@swc-node/register', path.join(__dirname, 'store-process.ts'), ...args], {
    cwd: root,
    env: { ...process.env, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: Record<string, unknown>[] = [];
  const lines = createInterface({ input: child.stdout });
  const first = new Promise<Record<string, unknown>>((resolve) => lines.once('line', (line) => resolve(JSON.parse(line) as Record<string, unknown>)));
  lines.on('line', (line) => said.push(JSON.parse(line) as Record<string, unknown>));
  const read = new Promise<void>((resolve) => lines.once('close', resolve));
  const exited = new Promise<NodeJS.Signals | number | null>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  return { child, said, first, ended: Promise.all([exited, read]).then(([end]) => end) };
};
