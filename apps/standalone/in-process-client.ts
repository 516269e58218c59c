import type { Role } from '@firebreak/identity';
import { randomUUID } from 'node:crypto';
import { tenant, type Standalone } from './start-standalone';

export interface Person {
  readonly id: string;
  readonly roles: readonly Role[];
}

interface Injected {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export type Send = (method: 'GET' | 'POST', url: string, body?: object, headers?: Readonly<Record<string, string>>) => Promise<Injected>;

/** Requests as a person makes them, without a socket: same guards, same answers. */
export const sendAs = async ({ app, tokens }: Standalone, { id, roles }: Person): Promise<Send> => {
  const { token } = await tokens.issue({ sub: id, tenant, roles, ttlSeconds: 86_400 });
  return async (method, url, body, headers = {}) => {
    const command = method === 'POST' ? { 'idempotency-key': randomUUID(), 'content-type': 'application/json' } : {};
    const answer = await app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...command, ...headers },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? null : (JSON.parse(answer.body) as unknown) };
  };
};

/** @throws Error when the answer is no success */
export const getAs = async (standalone: Standalone, person: Person): Promise<(url: string) => Promise<unknown>> => {
  const send = await sendAs(standalone, person);
  return async (url) => {
    const { status, body } = await send('GET', url);
    if (status !== 200) throw new Error(`${url} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
};
