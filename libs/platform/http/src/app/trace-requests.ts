import { parseTraceparent, SpanKind, traceOf, type Span, type Tracing } from '@firebreak/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set where requests are traced. */
    span: Span | null;
  }
}

const ends = (span: Span, { method, routeOptions }: FastifyRequest, { raw }: FastifyReply): void => {
  const { url: route } = routeOptions;
  // The template: an address may name somebody.
  if (route !== undefined) span.updateName(`${method} ${route}`).setAttribute('http.route', route);
  if (raw.headersSent) span.setAttribute('http.response.status_code', raw.statusCode);
  if (!raw.writableEnded) span.setAttribute('error.type', 'aborted');
  else if (raw.statusCode >= 500) span.setAttribute('error.type', String(raw.statusCode)).setStatus({ code: 2 });
  span.end();
};

/** Nobody follows these: they come every few seconds and lead nowhere. */
const isWatching = (url: string): boolean => url.startsWith('/health/') || url.startsWith('/metrics');

/**
 * A span around each request, in the trace of `traceparent` where there is one, else in that of its correlation. Everything that
 * is done for the request is inside of it.
 */
export const traceRequests = (fastify: FastifyInstance, tracing: Tracing): void => {
  fastify.decorateRequest('span', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isWatching(request.url)) return done();
    const start = { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method }, parent: parseTraceparent(request.headers['traceparent']) };
    const span = tracing.start(request.method, { ...start, traceId: traceOf(request.id) });
    request.span = span;
    // Also for a client that has gone, which onResponse never hears of.
    reply.raw.once('close', () => ends(span, request, reply));
    tracing.inside(span, done);
  });
  // The body comes from the socket, which knows nothing of the request.
  fastify.addHook('preValidation', (request, _reply, done) => (request.span ? tracing.inside(request.span, done) : done()));
};
