import type { Principal } from '@firebreak/identity';
import type { Logger } from '@firebreak/telemetry';
import type { FastifyRequest } from 'fastify';
import { RateLimit, type Rate } from './rate-limit';

declare module 'fastify' {
  interface FastifyRequest {
    /** Seconds that its address has to wait for nobody in particular; 0 when it has not failed too often. */
    addressWait: number;
  }
  interface FastifyInstance {
    readonly failures: Failures | null;
  }
}

const addressKey = (ip: string): string => `address ${ip}`;
const principalKey = ({ tenant, id }: Principal): string => `principal ${tenant} ${id}`;

/** 401 and 404 answers, by who was told: somebody signed in by who they are, everybody else by address. */
export class Failures {
  private readonly limit: RateLimit;
  /** One line a minute about each is enough. */
  private readonly told: RateLimit;

  constructor(
    rate: Rate,
    monotonic: () => number,
    private readonly logger: Logger,
  ) {
    this.limit = new RateLimit(rate, monotonic);
    this.told = new RateLimit({ perSecond: 1 / 60, burst: 1 }, monotonic);
  }

  waitOfAddress(ip: string): number {
    return this.limit.wait(addressKey(ip));
  }

  waitOfPrincipal(principal: Principal): number {
    return this.limit.wait(principalKey(principal));
  }

  count({ ip, principal, routeOptions, method }: FastifyRequest, status: number): void {
    if (status !== 401 && status !== 404) return;
    const key = principal ? principalKey(principal) : addressKey(ip);
    this.limit.take(key);
    if (this.limit.wait(key) === 0 || this.told.take(key) > 0) return;
    const who = principal ? { tenant: principal.tenant, actor: principal.id } : {};
    this.logger.warn({ security: true, audit: 'throttled', address: ip, ...who, status, method, route: routeOptions.url }, 'too many failures: throttled');
  }
}
