import { CodedError, sha256, type Actor, type Clock } from '@firebreak/event-sourcing';
import type { Principal } from '@firebreak/identity';
import { CLOCK } from '@firebreak/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RoutePlans } from '../route/route-plan';
import { Seals } from '../seals/seals';
import { canonicalText } from './canonical-text';
import type { CommandEdge, ReadEdge } from './command-edge';
import type { EdgeBuilder, RouteOf } from './edge.decorators';
import { parseIdempotencyKey } from './idempotency-key';
import { parseIfMatch } from './if-match';

/** Makes of a request what commands and queries need of it; actor and tenant come from the token and nothing else. */
@Injectable()
export class RequestEdges implements EdgeBuilder {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly seals: Seals,
    private readonly plans: RoutePlans,
  ) {}

  command(request: FastifyRequest, route: RouteOf): CommandEdge {
    const { id, tenant, roles } = principalOf(request);
    const idempotencyKey = parseIdempotencyKey(request.headers['idempotency-key']);
    return {
      meta: {
        tenant,
        actor: { id, roles, groups: [] },
        onBehalfOf: null,
        correlationId: request.correlationId,
        causationId: null,
        origin: 'live',
        now: this.clock.now(),
        idempotency: { keyHash: sha256(idempotencyKey), bodyHash: bodyHash(request), actor: id },
      },
      idempotencyKey,
      ...parseIfMatch(request.headers['if-match'], this.plans.of(route).requiresIfMatch),
      consistency: this.consistency(request, tenant),
    };
  }

  reader(request: FastifyRequest): ReadEdge {
    const { id, tenant, roles } = principalOf(request);
    const actor: Actor = { id, roles, groups: [] };
    return { tenant, actor, now: this.clock.now(), consistency: this.consistency(request, tenant) };
  }

  private consistency(request: FastifyRequest, tenant: string): CommandEdge['consistency'] {
    const header = request.headers['firebreak-consistency'];
    return this.seals.openConsistency(tenant, typeof header === 'string' ? header : undefined);
  }
}

const principalOf = (request: FastifyRequest): Principal => {
  if (!request.principal) throw new CodedError('unauthenticated');
  return request.principal;
};

/** The same command has the same hash, however its JSON was spelt. */
const bodyHash = ({ method, url, body }: FastifyRequest): string => sha256(`${method} ${url}\n${canonicalText(body ?? {})}`);
