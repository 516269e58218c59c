import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

/** The standalone as its users start it, in a process of its own. */
export interface Server {
  readonly url: string;
  readonly process: ChildProcess;
  /** How it ended: a signal or an exit code. */
  readonly ended: Promise<string>;
}

const register = path.join(root, 'node_modules', '@swc-node', 'register', 'index.js');
const node = path.join(root, 'node_modules', '.bin', 'node');

/** @throws Error when it ends before it serves */
export const startServer = (dir: string, failpoint: string | null): Promise<Server> => {
  const env = { ...process.env, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json'), ...(failpoint ? { FIREBREAK_FAILPOINT: failpoint } : {}) };
  const main = path.join(root, 'apps', 'standalone', 'main.ts');
  const child = spawn(node, ['-r', register, main, '--data', dir, '--port', '0', '--no-sample'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`)));
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err = (err + chunk.toString()).slice(-4_000)));
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const found = /Sign in\s+(http:\/\/127\.0\.0\.1:\d+)\//.exec(out);
      if (found) resolve({ url: found[1]!, process: child, ended });
    });
    void ended.then((how) => reject(new Error(`the server ended (${how}) before it served: ${err}`)));
  });
};

export const kill = async (server: Server): Promise<string> => {
  server.process.kill('SIGKILL');
  return server.ended;
};

export const stop = async (server: Server): Promise<string> => {
  server.process.kill('SIGTERM');
  return server.ended;
};
