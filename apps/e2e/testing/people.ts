import { randomUUID } from 'node:crypto';
import type { Role } from '@firebreak/identity';
import type { Answer, Target, Who } from './target';

export type Headers = Readonly<Record<string, string>>;

/** Requests of one person. A POST has a fresh Idempotency-Key unless the headers bring one. */
export interface Person extends Who {
  get(url: string, headers?: Headers): Promise<Answer>;
  post(url: string, body?: object, headers?: Headers): Promise<Answer>;
  /** A body as it is. */
  send(url: string, body: string | Buffer, headers?: Headers): Promise<Answer>;
  headers(): Promise<Headers>;
}

export const personOf = (target: Target, who: Who): Person => {
  let issued: Promise<string> | null = null;
  const headers = async (): Promise<Headers> => ({ authorization: `Bearer ${await (issued ??= target.tokenFor(who))}` });
  const send: Person['send'] = async (url, body, more = {}) => {
    const command = { 'idempotency-key': randomUUID(), 'content-type': 'application/json' };
    return target.request({ method: 'POST', url, headers: { ...(await headers()), ...command, ...more }, body });
  };
  return {
    ...who,
    headers,
    send,
    get: async (url, more = {}) => target.request({ method: 'GET', url, headers: { ...(await headers()), ...more } }),
    post: (url, body = {}, more = {}) => send(url, JSON.stringify(body), more),
  };
};

const cast = {
  desk: ['service-desk'],
  resolver: ['resolver'],
  colleague: ['resolver'],
  caller: ['caller'],
  manager: ['incident-manager'],
  auditor: ['auditor'],
  administrator: ['administrator'],
  owner: ['service-owner'],
  machine: ['service'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type PersonName = keyof typeof cast;
export type People = Readonly<Record<PersonName, Person>>;

/** Everybody that a story needs, in one tenant; `run` keeps the people of two runs apart. */
export const peopleOf = (target: Target, tenant: string, run: string): People =>
  Object.fromEntries(Object.entries(cast).map(([name, roles]) => [name, personOf(target, { id: `${name}-${run}`, tenant, roles })])) as People;
