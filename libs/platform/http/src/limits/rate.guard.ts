import { CodedError } from '@firebreak/event-sourcing';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { HTTP_OPTIONS, type HttpOptions } from '../app/http-options';
import { RoutePlans } from '../route/route-plan';
import { RateLimit } from './rate-limit';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Everybody has a share of the writes, and of the failures; who takes more waits, and nobody else does. */
@Injectable()
export class RateGuard implements CanActivate {
  private readonly limit: RateLimit | null;

  constructor(
    @Inject(HTTP_OPTIONS) options: HttpOptions,
    private readonly plans: RoutePlans,
  ) {
    this.limit = options.commandRate ? new RateLimit(options.commandRate, options.monotonic) : null;
  }

  canActivate(context: ExecutionContext): boolean {
    const { method, principal, server } = context.switchToHttp().getRequest<FastifyRequest>();
    const failed = principal ? (server.failures?.waitOfPrincipal(principal) ?? 0) : 0;
    if (failed > 0) throw new CodedError('too-many-failures', { retryAfterSeconds: failed });
    if (!this.limit || !principal || reading.has(method) || !this.plans.of(context).metered) return true;
    const wait = this.limit.take(`${principal.tenant} ${principal.id}`);
    if (wait > 0) throw new CodedError('rate-exceeded', { retryAfterSeconds: wait });
    return true;
  }
}
