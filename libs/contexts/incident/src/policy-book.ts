import { loadStream, toMillis, type EventStore, type Instant } from '@firebreak/event-sourcing';
import type { CommandEdge } from '@firebreak/http';
import { EVENT_STORE } from '@firebreak/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { currentOr, policyAggregate, policyCodec, streamName } from './domain/policies/incident-policy';
import { policyKinds, type IncidentPolicies, type PolicyKind } from './domain/policies/policies';

interface Page {
  readonly readAt: number;
  readonly policies: Promise<IncidentPolicies>;
}

const freshForMs = 1_000;

type Seen = CommandEdge['consistency'];

/** Somebody has seen a publication that these policies do not have. */
const isBehind = (policies: IncidentPolicies, tenant: string, seen: Seen): boolean =>
  policyKinds.some((kind) => seen.some(({ stream, revision }) => stream === streamName(tenant, kind) && policies[kind].version <= revision));

/**
 * The policies a tenant decides by. A replica may be a second behind another's publication, but for whoever brings the token of
 * it; a decision records the version it used.
 */
@Injectable()
export class PolicyBook {
  private readonly pages = new Map<string, Page>();

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /** @param seen what the answer has to include */
  async current(tenant: string, now: Instant, seen: Seen = []): Promise<IncidentPolicies> {
    const policies = await this.page(tenant, now);
    if (!isBehind(policies, tenant, seen)) return policies;
    this.forget(tenant);
    return this.page(tenant, now);
  }

  forget(tenant: string): void {
    this.pages.delete(tenant);
  }

  private page(tenant: string, now: Instant): Promise<IncidentPolicies> {
    const at = toMillis(now);
    const page = this.pages.get(tenant);
    if (page && Math.abs(at - page.readAt) < freshForMs) return page.policies;
    const policies = this.read(tenant);
    this.pages.set(tenant, { readAt: at, policies });
    policies.catch(() => this.pages.delete(tenant));
    return policies;
  }

  private async read(tenant: string): Promise<IncidentPolicies> {
    const entries = await Promise.all(
      policyKinds.map(async (kind: PolicyKind) => {
        const { state } = await loadStream(this.store, policyAggregate, policyCodec, streamName(tenant, kind));
        return [kind, currentOr(kind, state)] as const;
      }),
    );
    return Object.fromEntries(entries) as IncidentPolicies;
  }
}
