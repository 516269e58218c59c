import { spawn, type ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';

const root = path.resolve(__dirname, '../../..');

/** An app from source in a process of its own, as `npm start` and `npx firebreak` run theirs. */
export const spawnApp = (app: 'standalone' | 'cli', args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> => {
  const node = ['--enable-source-maps', '-r', path.join(root, 'node_modules/@swc-node/register/index.js'), path.join(root, `apps/${app}/main.ts`)];
  return spawn(process.execPath, [...node, ...args], {
    cwd: root,
    env: { ...process.env, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
};
