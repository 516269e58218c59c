import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export const root = path.join(__dirname, '..', '..');
const register = path.join(root, 'node_modules', '@swc-node', 'register', 'index.js');
const node = path.join(root, 'node_modules', '.bin', 'node');

/** A program of the repository, started from its sources as `npm start` does. */
export const program = (file: string, args: readonly string[]): ChildProcess =>
  spawn(node, ['--enable-source-maps', '-r', register, path.join(root, file), ...args], {
    cwd: root,
    env: { ...process.env, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Seconds until a line of its output matches. @throws Error when it ends before */
export const secondsUntil = (child: ChildProcess, pattern: RegExp): Promise<number> => {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    let [out, err] = ['', ''];
    child.stderr?.on('data', (chunk: Buffer) => (err = (err + chunk.toString()).slice(-4_000)));
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (pattern.test(out)) resolve((performance.now() - begun) / 1_000);
    });
    child.once('exit', (code, signal) => reject(new Error(`it ended (${signal ?? code}) too early: ${err}`)));
  });
};

export const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exit;
};

/** Runs it to its end. @returns what it wrote. @throws Error when it fails */
export const finished = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let [out, err] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (err = (err + chunk.toString()).slice(-4_000)));
    child.once('close', (code, signal) => (code === 0 ? resolve(out) : reject(new Error(`it ended (${signal ?? code}): ${err}`))));
  });
