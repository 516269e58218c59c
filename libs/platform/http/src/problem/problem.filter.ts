import { CodedError } from '@firebreak/event-sourcing';
import { LOGGER, type Logger } from '@firebreak/telemetry';
import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RouteList, ROUTE_LIST } from '../route/route-list';
import { toProblem, type Answer } from './to-problem';

/** Every error of every route ends here and leaves as problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(ROUTE_LIST) private readonly routes: RouteList,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent || reply.raw.headersSent) return;
    if (request.addressWait > 0 && !request.principal) {
      const told = new CodedError('too-many-failures', { retryAfterSeconds: request.addressWait });
      return this.answer(request, reply, toProblem(told, request.correlationId), told);
    }
    if (request.is404) return this.nowhere(request, reply);
    this.answer(request, reply, toProblem(error, request.correlationId), error);
  }

  /** No route took it: is it the path or the method that is wrong? */
  private nowhere(request: FastifyRequest, reply: FastifyReply): void {
    const allowed = this.routes.methodsAt(pathOf(request.url));
    if (allowed.length > 0 || request.method === 'TRACE') void reply.header('allow', allowed.join(', '));
    if (allowed.length > 0 && request.method === 'OPTIONS') return void reply.status(204).send();
    const error = new CodedError(allowed.length > 0 || request.method === 'TRACE' ? 'method-not-allowed' : 'unknown-route');
    this.answer(request, reply, toProblem(error, request.correlationId), error);
  }

  private answer(request: FastifyRequest, reply: FastifyReply, answer: Answer, error: unknown): void {
    this.log(request, answer, error);
    sendProblem(reply, answer);
  }

  private log(request: FastifyRequest, { entry, problem, unexpected }: Answer, error: unknown): void {
    const { method, routeOptions, principal } = request;
    const seen = { traceId: problem.traceId, problem: problem.code, method, route: routeOptions.url, actor: principal?.id };
    if (unexpected) this.logger.error({ ...seen, err: error }, 'request failed');
    else if (entry.class === 'unavailable' || entry.class === 'internal') this.logger.warn(seen, 'request not served');
    else if (entry.class === 'unauthenticated' || entry.class === 'forbidden') this.logger.info({ ...seen, security: true }, 'request denied');
    else this.logger.debug(seen, 'request refused');
  }
}

const pathOf = (url: string): string => url.split('?', 1)[0]!;

export const sendProblem = (reply: FastifyReply, { entry, problem, retryAfter }: Answer): void => {
  if (retryAfter !== null) void reply.header('retry-after', String(retryAfter));
  if (entry.class === 'unauthenticated') void reply.header('www-authenticate', challenge(problem.code));
  void reply.status(entry.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
};

const challenge = (code: string): string => `Bearer realm="firebreak"${code === 'invalid-token' ? ', error="invalid_token"' : ''}`;
