import { CodedError } from '@firebreak/event-sourcing';
import { correlationOf } from '@firebreak/telemetry';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply } from 'fastify';
import { sendProblem } from '../problem/problem.filter';
import { toProblem } from '../problem/to-problem';
import { answerClientError } from './client-error';
import type { HttpOptions } from './http-options';

export const defaultBodyLimit = 1_048_576;
const maxHeaderBytes = 16_384;

declare module 'fastify' {
  interface FastifyContextConfig {
    bodyLimit?: number;
  }
}

/** A server that is strict about what it reads; middleware is left out, so that nothing can be decided there. */
export const newAdapter = (options: HttpOptions, freshId: () => string): FastifyAdapter =>
  new FastifyAdapter({ ...serverOptions(options, freshId), skipMiddie: true });

const serverOptions = ({ trustProxy }: HttpOptions, freshId: () => string): FastifyHttpOptions<Server> => ({
  bodyLimit: defaultBodyLimit,
  trustProxy: typeof trustProxy === 'object' ? [...trustProxy] : trustProxy,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  requestIdHeader: false,
  genReqId: ({ headers }) => correlationOf(headers, freshId),
  routerOptions: { maxParamLength: maxHeaderBytes },
  http: {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: 10_000,
    connectionsCheckingInterval: 2_000,
    insecureHTTPParser: false,
    requireHostHeader: false,
  },
  clientErrorHandler: answerClientError,
  // The path could not be read: no hook and no filter has seen the request.
  frameworkErrors: (_error, request, reply) =>
    sendProblem(reply as unknown as FastifyReply, toProblem(new CodedError('malformed-request'), request.id)),
});

/** Bodies stay bytes until the guards have let the request through. */
export const keepBodiesRaw = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes));
  fastify.addHook('onRoute', (route) => {
    if (route.config?.bodyLimit !== undefined) route.bodyLimit = route.config.bodyLimit;
  });
};
