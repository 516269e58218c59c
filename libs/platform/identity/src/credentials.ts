import { CodedError } from '@firebreak/event-sourcing';
import type { FastifyRequest } from 'fastify';

export const sessionCookie = 'firebreak_session';

export type Credential = { readonly kind: 'token' | 'session'; readonly secret: string };

const bearer = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i;
const secret = /^[A-Za-z0-9_-]{43}$/;

const timesSent = (rawHeaders: readonly string[], name: string): number => {
  let times = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const sent = rawHeaders[at]!;
    if (sent.length === name.length && sent.toLowerCase() === name) times += 1;
  }
  return times;
};

/** The cookie's value; `null` when it is absent, odd or there twice. */
export const cookieOf = (header: string | undefined, name: string): string | null => {
  if (header === undefined) return null;
  const prefix = `${name}=`;
  const values = header.split(';').flatMap((part) => (part.trim().startsWith(prefix) ? [part.trim().slice(prefix.length)] : []));
  return values.length === 1 && secret.test(values[0]!) ? values[0]! : null;
};

/** A header wins over a cookie. @throws CodedError `unauthenticated` */
export const credentialOf = (request: FastifyRequest): Credential => {
  const header: unknown = request.headers.authorization;
  if (header !== undefined) {
    const one = typeof header === 'string' && timesSent(request.raw.rawHeaders, 'authorization') === 1;
    const token = one ? bearer.exec(header)?.[1] : undefined;
    if (token === undefined) throw new CodedError('unauthenticated');
    return { kind: 'token', secret: token };
  }
  const cookie = cookieOf(request.headers.cookie, sessionCookie);
  if (cookie === null) throw new CodedError('unauthenticated');
  return { kind: 'session', secret: cookie };
};
