import { CodedError } from '@firebreak/event-sourcing';
import { correlationOf } from '@firebreak/telemetry';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify';
import { sendProblem } from '../problem/problem.filter';
import { toProblem } from '../problem/to-problem';
import { answerClientError } from './client-error';
import type { HttpOptions } from './http-options';

export const defaultBodyLimit = 1_048_576;
const maxHeaderBytes = 16_384;

declare module 'fastify' {
  interface FastifyInstance {
    /** Who sends a request. @throws CodedError when that is nobody */
    identify(request: FastifyRequest): Promise<unknown>;
  }

  interface FastifyContextConfig {
    bodyLimit?: number;
  }
}

/** A server that is strict about what it reads; middleware is left out, so that nothing can be decided there. */
export const newAdapter = (options: HttpOptions, freshId: () => string): FastifyAdapter =>
  new FastifyAdapter({ ...serverOptions(options, freshId), skipMiddie: true });

const serverOptions = ({ trustProxy, requestTimeoutMs }: HttpOptions, freshId: () => string): FastifyHttpOptions<Server> => ({
  bodyLimit: defaultBodyLimit,
  trustProxy: trustProxy.length > 0 && [...trustProxy],
  requestTimeout: requestTimeoutMs,
  keepAliveTimeout: 65_000,
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  requestIdHeader: false,
  genReqId: ({ headers }) => correlationOf(headers, freshId),
  routerOptions: { maxParamLength: maxHeaderBytes },
  http: {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: Math.ceil(requestTimeoutMs / 3),
    connectionsCheckingInterval: Math.ceil(requestTimeoutMs / 15),
    insecureHTTPParser: false,
    requireHostHeader: false,
  },
  clientErrorHandler: answerClientError,
  // The path could not be read: no hook and no filter has seen the request.
  frameworkErrors: (_error, request, reply) =>
    sendProblem(reply as unknown as FastifyReply, toProblem(new CodedError('malformed-request'), request.id)),
});

/** A large body is not even read for somebody unknown. The guard decides later, and alone, what they may do. */
const knownFirst: preParsingHookHandler = (request, _reply, payload, done) => {
  request.server.identify(request).then(
    () => done(null, payload),
    (error: Error) => done(error),
  );
};

/** Bodies stay bytes until the guards have let the request through. */
export const keepBodiesRaw = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes));
  fastify.addHook('onRoute', (route) => {
    const limit = route.config?.bodyLimit;
    if (limit === undefined) return;
    route.bodyLimit = limit;
    if (limit > defaultBodyLimit) route.preParsing = knownFirst;
  });
};
