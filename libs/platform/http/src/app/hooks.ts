import { CodedError } from '@firebreak/event-sourcing';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Failures } from '../limits/failures';
import type { HttpOptions } from './http-options';
import { lingering } from './linger';

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
export const addHooks = (fastify: FastifyInstance, { metrics, health, logger, failureRate, maxInFlight, monotonic }: HttpOptions): void => {
  const duration = metrics.histogram('firebreak_http_request_seconds', 'Time to answer.', seconds, ['method', 'route', 'status']);
  const failures = failureRate ? new Failures(failureRate, monotonic, logger) : null;

  const inFlight = metrics.gauge('firebreak_http_in_flight', 'Requests being answered.');
  let busy = 0;

  fastify.decorate('failures', failures);
  fastify.decorateRequest('principal', null);
  fastify.decorateRequest('addressWait', 0);
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
    const wait = isProbe(request.url) ? 0 : (failures?.waitOfAddress(request.ip) ?? 0);
    request.addressWait = wait;
    // Whoever turns out to be somebody is not held to account for others at the same address; nobody else gets another answer.
    if (wait > 0 && !bringsCredential(request)) return done(new CodedError('too-many-failures', { retryAfterSeconds: wait }));
    // Node would answer this one itself, with a body that is no problem.
    if (request.headers.host === undefined) return done(new CodedError('malformed-request'));
    done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (health.draining || request.headers.host === undefined) void reply.header('connection', 'close');
    if (reply.statusCode !== 413 && reply.statusCode !== 415) return done(null, payload);
    void lingering(request.raw).then(() => done(null, payload));
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { statusCode } = reply;
    failures?.count(request, statusCode);
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: String(statusCode) };
    duration.observe(labels, reply.elapsedTime / 1000);
    done();
  });
};

const bringsCredential = ({ headers }: FastifyRequest): boolean => headers.authorization !== undefined || headers.cookie !== undefined;

/** A full house is no reason to be taken for dead. */
const isProbe = (url: string): boolean => url.startsWith('/health/');
