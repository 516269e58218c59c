import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Engine, EngineOptions } from './engine';
import { freePort, untilListening } from './ports';

const version = '0.7.0b3';
const cache = path.resolve(__dirname, `../../node_modules/.cache/firebreak/secantusdb-${version}`);
const noEngine = 'No MongoDB server: set MONGODB_URL, start Docker, or install python3 with its venv module (Debian: python3-venv).';
const run = promisify(execFile);

const put = async (venv: string): Promise<void> => {
  try {
    await run('python3', ['-m', 'venv', venv]);
  } catch {
    throw new Error(noEngine);
  }
  try {
    await run(path.join(venv, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', `secantusdb==${version}`]);
  } catch {
    throw new Error(`SecantusDB ${version} could not be installed from the Python registry: is there a network?`);
  }
};

/** Only one process installs at a time; a lock that nobody took away in so long is left over. */
const locked = async (lock: string, work: () => Promise<void>): Promise<void> => {
  mkdirSync(path.dirname(lock), { recursive: true });
  for (let waitedMs = 0; ; waitedMs += 250) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (waitedMs > 120_000) rmSync(lock, { recursive: true, force: true });
      else await after(250);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
};

/** Puts the server into an environment of its own, once. @throws Error in one line */
const install = async (say: (line: string) => void): Promise<string> => {
  const [venv, done] = [path.join(cache, 'venv'), path.join(cache, 'installed')];
  await locked(`${cache}.lock`, async () => {
    if (existsSync(done)) return;
    say(`installing SecantusDB ${version}, once`);
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    await put(venv);
    writeFileSync(done, '');
  });
  return path.join(venv, 'bin/secantusd-py');
};

/**
 * SecantusDB, a server of its own that speaks the MongoDB protocol. `MONGO_BIN` names another build of it. It syncs at every
 * commit, so what it acknowledged is there after a kill.
 */
export const startSecantus = async ({ dir, port = 0, say = () => undefined }: EngineOptions): Promise<Engine> => {
  const program = process.env.MONGO_BIN ?? (await install(say));
  const own = port === 0 ? await freePort() : port;
  const [config, logFile] = [path.join(dir, 'empty.toml'), path.join(dir, 'mongo.log')];
  mkdirSync(dir, { recursive: true });
  // Without a file of ours it would read one of the user's.
  writeFileSync(config, '');
  const args = ['--config', config, '--host', '127.0.0.1', '--port', String(own), '--storage-path', path.join(dir, 'db')];
  args.push('--cache-size', '256M', '--log-level', 'WARNING', '--sync-on-commit');

  let server: ChildProcess;
  const start = async (): Promise<void> => {
    const log = openSync(logFile, 'a');
    server = spawn(program, args, { cwd: dir, stdio: ['ignore', log, log] });
    closeSync(log);
    let failure: string | null = null;
    server.once('error', (error) => void (failure = error.message));
    server.once('exit', () => void (failure ??= `The server ended: ${readFileSync(logFile, 'utf8').trim().split('\n').at(-1) ?? ''} (${logFile})`));
    await untilListening(own, 60_000, () => failure);
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    const hard = setTimeout(() => server.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(hard);
  };
  await start();
  // Whoever forgets to stop it leaves no server behind.
  process.once('exit', () => void server.kill('SIGKILL'));
  const name = process.env.MONGO_BIN ? path.basename(process.env.MONGO_BIN) : `SecantusDB ${version}`;
  return {
    url: `mongodb://127.0.0.1:${own}/`,
    what: `${name}, a re-implementation of the MongoDB protocol: it is not MongoDB, and what passes here has not passed there`,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      await start();
    },
  };
};
