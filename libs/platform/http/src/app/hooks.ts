import { CodedError } from '@firebreak/event-sourcing';
import type { FastifyInstance } from 'fastify';
import { RateLimit } from '../limits/rate-limit';
import type { HttpOptions } from './http-options';

declare module 'fastify' {
  interface FastifyRequest {
    /** Ties the request to its events and log lines. */
    readonly correlationId: string;
  }
}

export const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What every request gets, whatever becomes of it. Who may do what is decided by guards alone. */
export const addHooks = (fastify: FastifyInstance, { metrics, health, failureRate, maxInFlight, monotonic }: HttpOptions): void => {
  const duration = metrics.histogram('firebreak_http_request_seconds', 'Time to answer.', seconds, ['method', 'route', 'status']);
  const failures = failureRate ? new RateLimit(failureRate, monotonic) : null;

  const inFlight = metrics.gauge('firebreak_http_in_flight', 'Requests being answered.');
  let busy = 0;

  fastify.decorateRequest('principal', null);
  fastify.decorateRequest('correlationId', {
    getter() {
      return this.id;
    },
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(securityHeaders).header('x-correlation-id', request.id);
    inFlight.set((busy += 1));
    // Also for a client that has gone, which onResponse never hears of.
    reply.raw.once('close', () => inFlight.set((busy -= 1)));
    if (busy > maxInFlight && !isProbe(request.url)) return done(new CodedError('overloaded'));
    const wait = failures?.wait(request.ip) ?? 0;
    if (wait > 0) return done(new CodedError('too-many-failures', { retryAfterSeconds: wait }));
    // Node would answer this one itself, with a body that is no problem.
    if (request.headers.host === undefined) return done(new CodedError('malformed-request'));
    done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (health.draining || request.headers.host === undefined) void reply.header('connection', 'close');
    done(null, payload);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { statusCode } = reply;
    if (failures && (statusCode === 401 || statusCode === 404)) failures.take(request.ip);
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: String(statusCode) };
    duration.observe(labels, reply.elapsedTime / 1000);
    done();
  });
};

/** A full house is no reason to be taken for dead. */
const isProbe = (url: string): boolean => url.startsWith('/health/');
