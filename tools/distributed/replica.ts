import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { built } from './built';
import type { ServiceName } from './gateway';

export interface Replica {
  readonly name: string;
  readonly url: string;
  /** Exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

export interface ReplicaOptions {
  readonly service: ServiceName;
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
}

const root = path.resolve(__dirname, '../..');

/** A service refuses what it does not know, and whoever starts it here may have variables of the same name. */
const inherited = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('FIREBREAK_')));

/** A service in a process of its own, as its image has it. @throws Error with what it said when it ends before it listens */
export const startReplica = async ({ service, name, environment, logFile }: ReplicaOptions): Promise<Replica> => {
  const args = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning', path.join(built(), 'apps', service, 'main.js')];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited(), ...environment, FIREBREAK_PORT: '0', FIREBREAK_HOST: '127.0.0.1' },
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  let last = '';
  child.stderr.on('data', (chunk: Buffer) => {
    last = chunk.toString('utf8');
    log.write(chunk);
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const port = new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.write(`${line}\n`);
      if (!line.includes('"listening"')) return;
      resolve((JSON.parse(line) as { port: number }).port);
    });
  });
  const started = await Promise.race([port, ended.then(() => null)]);
  if (started === null) throw new Error(`${name} ended before it listened: ${last.trim()}`);
  return { name, url: `http://127.0.0.1:${started}`, ended, signal: (signal) => void child.kill(signal) };
};
