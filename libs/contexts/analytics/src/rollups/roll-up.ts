import type { Collection, ReadStore } from '@firebreak/event-sourcing';
import { definitions as allDefinitions, type Definition } from '../domain/definitions';
import type { IncidentFact } from '../domain/incident-fact';
import { initialState, streamName } from '../domain/reporting-policy';
import { parseKey, slotsPerDay } from '../domain/slots';
import { factCollection } from '../facts/incident-facts.projection';
import { policyCollection, type ReportingPolicyDocument } from '../reporting-policy.projection';
import { dayCollection, slotCollection, type DayDocument, type SlotDocument } from './documents';
import { followZones } from './follow-zones';
import type { DirtyFact } from './scan-days';
import { settleDays, type Collections, type Settled } from './settle-days';
import { workOf, type DayOfWork, type Work } from './work';

export interface RollUpOptions {
  /** Dirty facts to look at in one step; where there are more, whole days are made instead of quarter hours. */
  readonly factsPerStep?: number;
  /** UTC days to make at once. */
  readonly daysPerStep?: number;
  /** All of them where absent. */
  readonly definitions?: readonly Definition[];
}

const dirtyFilter = { op: 'range', field: 'dirty', gte: '' } as const;
const everySlot: ReadonlySet<number> = new Set(Array.from({ length: slotsPerDay }, (_, slot) => slot));

const dayId = ({ tenant, day }: Pick<DayOfWork, 'tenant' | 'day'>): string => `${tenant}|${day}`;

const dayOfSlot = (key: string, days: ReadonlyMap<string, DayOfWork>): DayOfWork | undefined => {
  const parsed = parseKey(key);
  return parsed.kind === 'slot' ? days.get(dayId(parsed)) : undefined;
};

/** Whole days that are still to be made: a hint, found again from the facts when it is lost. */
interface Backlog {
  readonly works: DayOfWork[];
  readonly settled: Set<string>;
  /** Facts that continue other incidents: read before any of the days is. */
  readonly continuing: readonly DirtyFact[];
  readonly dayOfKey: Work['dayOfKey'];
}

/**
 * Makes figures of facts. A fact is called clean only at the revision it was read at, and only after every figure it
 * was dirty in was made from facts read no earlier: a crash, a second worker or a late one leaves dirt behind, never a
 * wrong figure.
 */
export class RollUp {
  /** Whether the last step left something it knew of. */
  more = false;
  private backlog: Backlog | null = null;

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

  /** @returns how much was done; 0 when there was nothing to do */
  async step(): Promise<number> {
    if (this.backlog !== null) return this.wholeDays(this.backlog);
    const found = await this.collections.facts.find({ filter: dirtyFilter, limit: this.options.factsPerStep });
    if (found.length === 0) return this.zones();
    const { days, dayOfKey } = await workOf(this.collections.facts, found);
    const dirty = found.map(({ id, doc }) => ({ id, rev: doc.rev, dirty: doc.dirty }));
    if (found.length === this.options.factsPerStep && days.length > 0) {
      const works = days.map(({ tenant, day }) => ({ tenant, day, slots: everySlot }));
      const continuing = dirty.filter((fact) => fact.dirty.some((key) => parseKey(key).kind === 'continues'));
      return this.wholeDays((this.backlog = { works, settled: new Set(), continuing, dayOfKey }));
    }
    const settled = new Set<DayOfWork>();
    for (let at = 0; at < days.length; at += this.options.daysPerStep) {
      for (const [tenant, works] of Map.groupBy(days.slice(at, at + this.options.daysPerStep), (work) => work.tenant)) {
        for (const work of (await this.settle(tenant, works, false)).days) settled.add(work);
      }
    }
    this.more = settled.size < days.length || found.length === this.options.factsPerStep;
    return this.clean(dirty, dayOfKey, (day) => settled.has(day));
  }

  /** After an import or a rebuild: each fact is read once for many days, each document written once. */
  private async wholeDays(backlog: Backlog): Promise<number> {
    const { works, settled, continuing, dayOfKey } = backlog;
    const { tenant } = works[0]!;
    const some = works.slice(0, this.options.daysPerStep).filter((work) => work.tenant === tenant);
    works.splice(0, some.length);
    this.more = true;
    if (works.length === 0) this.backlog = null;
    const { days, dirty } = await this.settle(tenant, some, true);
    const now = new Map(days.map((work) => [dayId(work), work]));
    for (const id of now.keys()) settled.add(id);
    // A fact read with the days is clean where it counts itself. What it continues may have been read before it was there.
    const own = new Map(dirty.flatMap((fact) => fact.dirty.map((key) => [key, dayOfSlot(key, now)] as const)));
    let done = await this.clean(dirty, own, () => true);
    if (works.length === 0) done += await this.clean(continuing, dayOfKey, (day) => settled.has(dayId(day)));
    return Math.max(done, 1);
  }

  private async zones(): Promise<number> {
    const followed = await followZones(this.collections, this.policies);
    this.more = followed > 0;
    return followed;
  }

  private async settle(tenant: string, works: readonly DayOfWork[], withDirty: boolean): Promise<Settled> {
    const zones = (await this.policies.get(streamName(tenant)))?.zones ?? initialState.zones;
    return this.store.batch(() => settleDays(this.collections, zones, works, withDirty));
  }

  /** Takes away the keys whose day is done, and those that lead nowhere. */
  private async clean(facts: readonly DirtyFact[], dayOfKey: ReadonlyMap<string, DayOfWork | null | undefined>, isDone: (day: DayOfWork) => boolean): Promise<number> {
    const isLeft = (key: string): boolean => {
      const day = dayOfKey.get(key);
      return day === undefined || (day !== null && !isDone(day));
    };
    const landed = await this.store.batch(() =>
      Promise.all(
        facts.map(async ({ id, rev, dirty }) => {
          const left = dirty.filter(isLeft);
          return left.length < dirty.length && this.collections.facts.set(id, { rev }, { dirty: left });
        }),
      ),
    );
    return landed.filter(Boolean).length;
  }
}
