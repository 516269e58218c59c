import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandEdge, ReadEdge } from './command-edge';

/** Which controller's method a request is for. */
export interface RouteOf {
  getHandler(): object;
  getClass(): object;
}

/** Makes the edges of a request; createHttpApp puts one on the server. */
export interface EdgeBuilder {
  command(request: FastifyRequest, route: RouteOf): CommandEdge;
  reader(request: FastifyRequest): ReadEdge;
}

declare module 'fastify' {
  interface FastifyInstance {
    edges: EdgeBuilder;
  }
}

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** The command's side of the request: `@Edge() edge: CommandEdge`. Asks for an Idempotency-Key. */
export const Edge = createParamDecorator((_: unknown, context: ExecutionContext): CommandEdge => {
  const request = requestOf(context);
  return request.server.edges.command(request, context);
});

/** The reader's side of the request: `@Reader() reader: ReadEdge`. */
export const Reader = createParamDecorator((_: unknown, context: ExecutionContext): ReadEdge => {
  const request = requestOf(context);
  return request.server.edges.reader(request);
});

export const routeKeys = {
  ifMatch: 'firebreak:if-match',
  bodyLimit: 'firebreak:body-limit',
  produces: 'firebreak:produces',
  unmetered: 'firebreak:unmetered',
} as const;

/** Two people may collide here: 428 without If-Match. */
export const RequireIfMatch = (): CustomDecorator => SetMetadata(routeKeys.ifMatch, true);

/** The route answers something other than JSON. */
export const Produces = (mediaType: string): CustomDecorator => SetMetadata(routeKeys.produces, mediaType);

/** Not counted against the principal's rate: import pages. */
export const Unmetered = (): CustomDecorator => SetMetadata(routeKeys.unmetered, true);
