import { CodedError } from '@firebreak/event-sourcing';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { checkAccept } from '../body/accept';
import { checkMediaType } from '../body/media-type';
import { parseBody } from '../body/parse-body';
import { parseQuery } from '../input/query';
import { RoutePlans, type RoutePlan } from '../route/route-plan';
import { Seals } from '../seals/seals';
import { answer } from './answer';

/** After the guards: nothing is parsed for somebody who may not call. Then what the route returns becomes the answer. */
@Injectable()
export class EdgeInterceptor implements NestInterceptor {
  constructor(
    private readonly plans: RoutePlans,
    private readonly seals: Seals,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const plan = this.plans.of(context);
    checkAccept(request.headers.accept, plan.produces);
    request.query = parseQuery(request.url, plan.query);
    if (request.method !== 'GET' && request.method !== 'HEAD') request.body = bodyOf(request, plan);
    return next.handle().pipe(map((result: unknown) => answer(result, { request, reply, plan, seals: this.seals })));
  }
}

const bodyOf = (request: FastifyRequest, { takesBody }: RoutePlan): Record<string, unknown> | undefined => {
  const bytes = Buffer.isBuffer(request.body) ? request.body : undefined;
  if (bytes === undefined || bytes.length === 0) {
    if (!takesBody) return undefined;
    throw new CodedError('malformed-json');
  }
  checkMediaType(request);
  const body = parseBody(bytes, request.routeOptions.bodyLimit);
  const [unexpected] = takesBody ? [] : Object.keys(body);
  if (unexpected !== undefined) throw new CodedError('unknown-property', { errors: [{ pointer: '', code: 'unknown-property' }] });
  return body;
};
