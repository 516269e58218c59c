import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLogger } from '@firebreak/telemetry';
import { everyRole } from '@firebreak/identity';
import { killAt, sendAs, startStandalone } from '@firebreak/standalone';
import { overHttp, unreachable, type Answer, type Client, type Server } from './http-client';
import type { Patience } from './persistently';
import { atAddress, type Place } from './place';
import { CommandFailed } from './say';

export type { Answer, Client } from './http-client';

const asked = ({ url, token }: Server, target: string): Promise<Response> => fetch(`${url}${target}`, { headers: { authorization: `Bearer ${token()}` } });

/** The server that the folder names, if it is still there: it may have died, and another folder's may have its port now. */
const runningServer = async (dir: string): Promise<Server | null> => {
  const file = path.join(dir, 'server.json');
  if (!existsSync(file)) return null;
  const { url, token } = JSON.parse(readFileSync(file, 'utf8')) as { url: string; token: string };
  const server = { url, token: () => token };
  const known = await asked(server, '/v1/sessions/current').then(
    (answer) => answer.ok,
    () => false,
  );
  return known ? server : null;
};

/** Asked once before anything is done: whoever mistyped is told at once. @throws CommandFailed */
const reached = async (server: Server, patience?: Patience): Promise<Client> => {
  // Everybody with a role may read it, and every gateway leads to it.
  const answer = await asked(server, '/v1/services?limit=1').catch((error: unknown) => {
    throw error instanceof CommandFailed ? error : unreachable(server.url, error);
  });
  const { code, whatToDo } = ((await answer.json().catch(() => null)) ?? {}) as { code?: string; whatToDo?: string };
  if (answer.status === 401) throw new CommandFailed(`${server.url} does not accept the token (${code ?? 401}). ${whatToDo ?? ''}`.trim());
  if (answer.status === 404 || (!answer.ok && code === undefined && answer.status < 500)) throw new CommandFailed(`${server.url} is no Firebreak: it answered ${answer.status}`);
  return overHttp(server, patience);
};

const inProcess = async (dir: string): Promise<Client> => {
  const failpointName = process.env['FIREBREAK_FAILPOINT'];
  const standalone = await startStandalone({ dir, logger: createLogger({ level: 'error' }), ...(failpointName ? { failpoint: killAt(failpointName) } : {}), http: { commandRate: null, failureRate: null, docs: false } });
  const send = await sendAs(standalone, { id: 'command-line', roles: everyRole });
  return {
    get: (target): Promise<Answer> => send('GET', target),
    post: (target, body, headers): Promise<Answer> => send('POST', target, body, headers),
    caughtUp: () => standalone.runtime.whenCaughtUp(),
    close: () => standalone.stop(),
  };
};

/**
 * An installation at an address, else the server of a data folder, else a standalone on it.
 * @throws CodedError `data-folder-in-use` when another process has the folder and does not answer
 * @throws CommandFailed when the address leads nowhere, or does not take the token
 */
export const openClient = async (place: string | Place, patience?: Patience): Promise<Client> => {
  if (typeof place !== 'string' && atAddress(place)) return reached(place.server, patience);
  const dir = typeof place === 'string' ? place : place.dir;
  const server = await runningServer(dir);
  return server ? overHttp(server, patience) : inProcess(dir);
};
