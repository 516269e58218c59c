import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(__dirname, '..', '..');

/** Runs `main.ts` in a process of its own: the sandbox of a spec makes schedules twice as slow. @returns what it said */
export const runMain = async (...args: readonly string[]): Promise<string> => {
  const command = ['--enable-source-maps', '-r', '@swc-node/register', path.join(__dirname, 'main.ts'), ...args];
  const options = { cwd: root, env: { ...process.env, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json') }, maxBuffer: 64 * 1024 * 1024 };
  try {
    return (await promisify(execFile)(process.execPath, command, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    return `${stdout}${stderr}`;
  }
};
