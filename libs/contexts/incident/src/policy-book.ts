import { loadStream, toMillis, type EventStore, type Instant } from '@firebreak/event-sourcing';
import { EVENT_STORE } from '@firebreak/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { currentOr, policyAggregate, policyCodec, streamName } from './domain/policies/incident-policy';
import { policyKinds, type IncidentPolicies, type PolicyKind } from './domain/policies/policies';

interface Page {
  readonly readAt: number;
  readonly policies: Promise<IncidentPolicies>;
}

const freshForMs = 1_000;

/** The policies a tenant decides by. A replica may be a second behind another's publication; a decision records the version it used. */
@Injectable()
export class PolicyBook {
  private readonly pages = new Map<string, Page>();

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  current(tenant: string, now: Instant): Promise<IncidentPolicies> {
    const at = toMillis(now);
    const page = this.pages.get(tenant);
    if (page && Math.abs(at - page.readAt) < freshForMs) return page.policies;
    const policies = this.read(tenant);
    this.pages.set(tenant, { readAt: at, policies });
    policies.catch(() => this.pages.delete(tenant));
    return policies;
  }

  forget(tenant: string): void {
    this.pages.delete(tenant);
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
