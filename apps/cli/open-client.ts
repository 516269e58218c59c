import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLogger } from '@firebreak/telemetry';
import { everyRole } from '@firebreak/identity';
import { killAt, sendAs, startStandalone } from '@firebreak/standalone';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Firebreak as the command line meets it: the running server, or one that lives as long as the command. */
export interface Client {
  get(url: string): Promise<Answer>;
  post(url: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Every event recorded so far is in every figure. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

interface Server {
  readonly url: string;
  readonly token: string;
}

/** The server that the folder names, if it is still there: it may have died, and another folder's may have its port now. */
const runningServer = async (dir: string): Promise<Server | null> => {
  const file = path.join(dir, 'server.json');
  if (!existsSync(file)) return null;
  const server = JSON.parse(readFileSync(file, 'utf8')) as Server;
  const known = await fetch(`${server.url}/v1/sessions/current`, { headers: { authorization: `Bearer ${server.token}` } }).then(
    (answer) => answer.ok,
    () => false,
  );
  return known ? server : null;
};

const overHttp = ({ url, token }: Server): Client => {
  const send = async (method: string, target: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    const command = body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const answer = await fetch(`${url}${target}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...command, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  return {
    get: (target) => send('GET', target),
    post: (target, body, headers) => send('POST', target, body, headers),
    // A server goes on by itself; its answers say how far they are.
    caughtUp: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
};

const inProcess = async (dir: string): Promise<Client> => {
  const failpointName = process.env['FIREBREAK_FAILPOINT'];
  const standalone = await startStandalone({ dir, logger: createLogger({ level: 'error' }), ...(failpointName ? { failpoint: killAt(failpointName) } : {}), http: { commandRate: null, failureRate: null, docs: false } });
  const send = await sendAs(standalone, { id: 'command-line', roles: everyRole });
  return {
    get: (target) => send('GET', target),
    post: (target, body, headers) => send('POST', target, body, headers),
    caughtUp: () => standalone.runtime.whenCaughtUp(),
    close: () => standalone.stop(),
  };
};

/** @throws CodedError `data-folder-in-use` when another process has the folder and does not answer */
export const openClient = async (dir: string): Promise<Client> => {
  const server = await runningServer(dir);
  return server ? overHttp(server) : inProcess(dir);
};
