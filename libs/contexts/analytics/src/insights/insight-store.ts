import type { Collection, ReadStore } from '@firebreak/event-sourcing';
import type { IncidentFact } from '../domain/incident-fact';
import { initialState, streamName, type PublishedPolicy } from '../domain/reporting-policy';
import { factCollection } from '../facts/incident-facts.projection';
import { policyCollection, type ReportingPolicyDocument } from '../reporting-policy.projection';
import { dayCollection, slotCollection, type DayDocument, type SlotDocument } from '../rollups/documents';
import { followsOtherZones } from '../rollups/follow-zones';

/** The read models that insights are answered from. */
export class InsightStore {
  private constructor(
    readonly facts: Collection<IncidentFact>,
    readonly slots: Collection<SlotDocument>,
    readonly days: Collection<DayDocument>,
    private readonly policies: Collection<ReportingPolicyDocument>,
  ) {}

  static async open(store: ReadStore): Promise<InsightStore> {
    return new InsightStore(
      await store.collection<IncidentFact>(factCollection),
      await store.collection<SlotDocument>(slotCollection),
      await store.collection<DayDocument>(dayCollection),
      await store.collection<ReportingPolicyDocument>(policyCollection),
    );
  }

  async policy(tenant: string): Promise<PublishedPolicy> {
    return (await this.policies.get(streamName(tenant))) ?? initialState;
  }

  /** The zone whose day documents answer for a zone: its own where policy keeps it and every day of it is made, else UTC. */
  async dayZone(tenant: string, zone: string): Promise<string> {
    if (zone === 'UTC') return zone;
    const { zones } = await this.policy(tenant);
    if (!zones.includes(zone)) return 'UTC';
    const behind = await this.slots.find({ filter: followsOtherZones(tenant, zones), limit: 1 });
    return behind.length === 0 ? zone : 'UTC';
  }

  /** The first UTC day that has figures. */
  async earliestDay(tenant: string): Promise<string | null> {
    const filter = { op: 'eq', field: 'tenant', value: tenant } as const;
    const [first] = await this.slots.find({ filter, sort: [{ field: 'day', direction: 'asc' }], limit: 1 });
    return first?.doc.day ?? null;
  }

  /** Facts have changed whose figures are not made yet. */
  async isPending(tenant: string): Promise<boolean> {
    const filter = { op: 'prefix', field: 'dirtyFrom', value: `${tenant}|` } as const;
    return (await this.facts.find({ filter, limit: 1 })).length > 0;
  }
}
