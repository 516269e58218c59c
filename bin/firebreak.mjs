#!/usr/bin/env node
// `npx firebreak ...` in a clone: makes the clone ready, then hands over to the packaged Node.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { bootstrap, packagedNode, root } from '../tools/bootstrap.mjs';

const fail = (error) => {
  process.stderr.write(`firebreak: ${error.message}\n`);
  process.exit(1);
};

await bootstrap().catch(fail);

const register = path.join(root, 'node_modules', '@swc-node', 'register', 'index.js');
const main = path.join(root, 'apps', 'cli', 'main.ts');
const args = ['--enable-source-maps', '-r', register, main, ...process.argv.slice(2)];
const child = spawn(packagedNode, args, {
  stdio: 'inherit',
  env: { ...process.env, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json') },
});
// A terminal sends Ctrl-C to both processes; passed on, the child would meet it twice.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', fail);
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
