import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Engine, EngineOptions } from './engine';
import { freePort, untilListening } from './mongo-tcp';

const version = '0.7.0b3';
const cache = path.resolve(__dirname, `../../node_modules/.cache/firebreak/secantusdb-${version}`);
const noEngine = 'No MongoDB server: set MONGODB_URL, start Docker, or install python3 with its venv module (Debian: python3-venv).';
const run = promisify(execFile);

/** Puts the server into an environment of its own, once. @throws Error in one line */
const install = async (say: (line: string) => void): Promise<string> => {
  const [venv, done] = [path.join(cache, 'venv'), path.join(cache, 'installed')];
  const program = path.join(venv, 'bin/secantusd-py');
  if (existsSync(done)) return program;
  say(`installing SecantusDB ${version}, once`);
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
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
  writeFileSync(done, '');
  return program;
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
