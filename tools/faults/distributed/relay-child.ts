import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface RelayJob {
  readonly store: string;
  readonly brokers: string;
  readonly category: string;
  readonly partitions: number;
  readonly pageSize: number;
  /** Says of each event what the product says of it in public; else its stored form. */
  readonly isPublic?: boolean;
  /** A file makes it the wrong relay that goes on from a checkpoint. */
  readonly checkpoint: string | null;
}

/** `middle`: between two events of one append, which are parts of one batch; `wire`: while a batch is on its way; `none`: somebody else sees to it. */
export type Death = 'middle' | 'wire' | 'none';

export interface RelayOrder {
  readonly death: Death;
  readonly afterRecords: number;
}

export interface RelayReport {
  readonly ready?: true;
  readonly published?: number;
  readonly idle?: string | null;
  readonly holes?: number;
  readonly struck?: Death;
  readonly failed?: string;
}

export interface RelayChild {
  /** How far it has got. */
  readonly state: { published: number; idle: string | null; holes: number; struck: boolean; failures: number; lastFailure: string };
  /** Resolves at its end. */
  readonly ended: Promise<void>;
  order(order: RelayOrder): void;
  /** Resolves when the condition holds, or at its end. */
  until(condition: () => boolean): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

const root = path.resolve(__dirname, '../../..');
// The driver of Kafka sets timers for times that have passed.
const flags = ['--disable-warning=TimeoutNegativeWarning', '--enable-source-maps', '-r', path.join(root, 'node_modules/@swc-node/register/index.js')];
const program = [...flags, path.join(__dirname, 'relay-process.ts')];

/** A process that has loaded everything and does nothing before its order comes. */
export const startRelay = (job: RelayJob): RelayChild => {
  const env = { ...process.env, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json') };
  const child = spawn(process.execPath, [...program, JSON.stringify(job)], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], env });
  const state = { published: 0, idle: null as string | null, holes: 0, struck: false, failures: 0, lastFailure: '' };
  const waiting = new Set<() => void>();
  const wake = (): void => [...waiting].forEach((each) => each());
  let isOver = false;
  const ended = once(child, 'exit').then(() => {
    isOver = true;
    wake();
  });
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { published, idle, holes, struck, failed } = JSON.parse(line) as RelayReport;
    state.published = published ?? state.published;
    state.holes = holes ?? state.holes;
    state.idle = idle ?? (published === undefined ? state.idle : null);
    state.struck ||= struck !== undefined;
    state.failures += failed === undefined ? 0 : 1;
    state.lastFailure = failed ?? state.lastFailure;
    wake();
  });
  return {
    state,
    ended,
    order: (order) => void child.stdin.write(`${JSON.stringify(order)}\n`),
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isOver && !condition()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    signal: (name) => void child.kill(name),
  };
};
