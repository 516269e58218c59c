import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { spawnApp } from './spawn-app';

export interface ServerProcess {
  readonly pid: number;
  readonly url: string;
  /** Of everything it said. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

const running = (dir: string): string | null => {
  const file = path.join(dir, 'server.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { url: string }).url : null;
};

/** The standalone as `npm start` runs it, on an empty folder; resolves when it has said where it is. */
export const startServer = async (dir: string, ...args: string[]): Promise<ServerProcess> => {
  const child = spawnApp('standalone', ['--data', dir, '--port', '0', '--no-sample', ...args]);
  let output = '';
  const ended = new Promise<number | null>((resolve) => void child.on('close', (code) => resolve(code)));
  const said = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
        if (output.includes('Sign in')) resolve();
      });
    }
  });
  await Promise.race([said, ended]);
  return { pid: child.pid!, url: running(dir) ?? '', output: () => output, signal: (name) => void child.kill(name), ended };
};
