import { CodedError } from '@firebreak/event-sourcing';
import type { FastifyRequest } from 'fastify';

export const SIGN_IN = Symbol.for('firebreak.sign-in');

export interface SignInOptions {
  /** Origins of our own pages beside the one that was asked. */
  readonly origins?: readonly string[];
  /** The cookie is sent over TLS only. */
  readonly secureCookie?: boolean;
}

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Browsers send a cookie by themselves, so what changes something has to come from a page of ours. @throws CodedError `forbidden-origin` */
export const checkOrigin = (request: FastifyRequest, { origins = [] }: SignInOptions): void => {
  if (harmless.has(request.method)) return;
  const origin = request.headers.origin;
  if (typeof origin !== 'string' || !(origins.includes(origin) || hostOf(origin) === request.headers.host)) {
    throw new CodedError('forbidden-origin');
  }
};

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);
