import type { Collection, Found, ReadStore } from '@firebreak/event-sourcing';
import { definitions as allDefinitions, type Definition } from '../domain/definitions';
import { initialState, streamName } from '../domain/reporting-policy';
import { dayPrefix } from '../domain/slots';
import type { IncidentFact } from '../domain/incident-fact';
import { factCollection } from '../facts/incident-facts.projection';
import { policyCollection, type ReportingPolicyDocument } from '../reporting-policy.projection';
import { dayCollection, slotCollection, type DayDocument, type SlotDocument } from './documents';
import { followZones } from './follow-zones';
import { pages } from './scan-days';
import { settleDays, type Collections } from './settle-days';
import { workOf, type DayOfWork, type Work } from './work';

export interface RollUpOptions {
  /** Dirty facts to look at in one step. */
  readonly factsPerStep?: number;
  /** UTC days to make in one step. */
  readonly daysPerStep?: number;
  /** All of them where absent. */
  readonly definitions?: readonly Definition[];
}

const dirtyFilter = { op: 'range', field: 'dirty', gte: '' } as const;

/**
 * Makes figures of facts. A fact is called clean only at the revision it was read at, and only after every figure it
 * was dirty in was made from facts read later: a crash, a second worker or a late one leaves dirt behind, never a wrong figure.
 */
export class RollUp {
  /** Whether the last step left something it knew of. */
  more = false;

  private constructor(
    private readonly store: ReadStore,
    private readonly collections: Collections,
    private readonly policies: Collection<ReportingPolicyDocument>,
    private readonly options: Required<Omit<RollUpOptions, 'definitions'>>,
  ) {}

  static async open(store: ReadStore, { factsPerStep = 2_000, daysPerStep = 16, definitions = allDefinitions }: RollUpOptions = {}): Promise<RollUp> {
    const collections = {
      facts: await store.collection<IncidentFact>(factCollection),
      slots: await store.collection<SlotDocument>(slotCollection),
      days: await store.collection<DayDocument>(dayCollection),
      definitions,
    };
    const policies = await store.collection<ReportingPolicyDocument>(policyCollection);
    return new RollUp(store, collections, policies, { factsPerStep, daysPerStep });
  }

  /** @returns how many facts became clean, or how many documents learned of a new zone; 0 when there was nothing to do */
  async step(): Promise<number> {
    const { factsPerStep, daysPerStep } = this.options;
    const dirty = await this.collections.facts.find({ filter: dirtyFilter, limit: factsPerStep });
    if (dirty.length === 0) return this.followZones();
    const seen = await workOf(this.collections.facts, dirty);
    const days = seen.days.slice(0, daysPerStep);
    const whole = dirty.length < factsPerStep;
    const work = whole ? seen : await this.everyFactOf(days, dirty);
    const wanted = new Set(days.map(({ tenant, day }) => dayPrefix(tenant, day)));
    const settled = await this.settle(work.days.filter(({ tenant, day }) => wanted.has(dayPrefix(tenant, day))));
    this.more = !whole || settled.size < seen.days.length;
    return this.clean(work, settled);
  }

  private async followZones(): Promise<number> {
    const followed = await followZones(this.collections, this.policies);
    this.more = followed > 0;
    return followed;
  }

  /** A page of dirty facts may show a day in part: whatever else is dirty there is made with it, so each document is written once. */
  private async everyFactOf(days: readonly DayOfWork[], dirty: readonly Found<IncidentFact>[]): Promise<Work> {
    const facts = new Map(dirty.map((found) => [found.id, found]));
    for (const { tenant, day } of days) {
      const filter = { op: 'prefix', field: 'dirty', value: dayPrefix(tenant, day) } as const;
      for await (const page of pages(this.collections.facts, filter)) for (const found of page) if (!facts.has(found.id)) facts.set(found.id, found);
    }
    return workOf(this.collections.facts, [...facts.values()]);
  }

  private async settle(days: readonly DayOfWork[]): Promise<ReadonlySet<DayOfWork>> {
    const settled = new Set<DayOfWork>();
    for (const [tenant, works] of Map.groupBy(days, (work) => work.tenant)) {
      const zones = (await this.policies.get(streamName(tenant)))?.zones ?? initialState.zones;
      for (const work of await this.store.batch(() => settleDays(this.collections, zones, works))) settled.add(work);
    }
    return settled;
  }

  private async clean({ facts, dayOfKey }: Work, settled: ReadonlySet<DayOfWork>): Promise<number> {
    const isDone = (key: string): boolean => {
      const day = dayOfKey.get(key);
      return day === null || (day !== undefined && settled.has(day));
    };
    const landed = await this.store.batch(() =>
      Promise.all(
        facts.map(async ({ id, doc }) => {
          const left = doc.dirty.filter((key) => !isDone(key));
          if (left.length === doc.dirty.length) return false;
          return this.collections.facts.set(id, { rev: doc.rev }, { dirty: left });
        }),
      ),
    );
    return landed.filter(Boolean).length;
  }
}
