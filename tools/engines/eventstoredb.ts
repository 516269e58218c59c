import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Engine, EngineOptions } from './engine';
import { given } from './given';

export interface EventStoreEngine extends Engine {
  /** Where faults of the fake are set, as its main file says; null for a real server. */
  readonly control: string | null;
}

const root = path.resolve(__dirname, '../..');
/** Its log is in memory: of a million events, some four gibibytes. */
const program = ['--max-old-space-size=12288', '--enable-source-maps', '-r', path.join(root, 'node_modules/@swc-node/register/index.js'), path.join(__dirname, 'eventstoredb-fake/main.ts')];

/** The event store: the server at `EVENTSTOREDB_URL`, else our wire fake, in a process of its own, its log kept in a file. */
export const startEventStore = async ({ dir, port = 0 }: EngineOptions): Promise<EventStoreEngine> => {
  const url = process.env.EVENTSTOREDB_URL;
  if (url) return { ...given(url, 'EventStoreDB', 'EVENTSTOREDB_URL'), control: null };
  mkdirSync(dir, { recursive: true });
  let child: ChildProcess;
  let kept = port;
  let said: { url: string; control: string };
  const start = async (): Promise<void> => {
    const args = [...program, '--port', String(kept), '--file', path.join(dir, 'events.jsonl')];
    child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json') } });
    const lines = createInterface({ input: child.stdout! });
    const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [null])])) as [string | null];
    if (line === null) throw new Error('The wire fake of EventStoreDB did not start.');
    said = JSON.parse(line) as { url: string; control: string };
    kept = Number(new URL(said.url.replace('esdb', 'http')).port);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  await start();
  return {
    get url() {
      return said.url;
    },
    get control() {
      return said.control;
    },
    what: 'a wire fake of EventStoreDB: speaks its protocol, is not EventStoreDB',
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: start,
  };
};
