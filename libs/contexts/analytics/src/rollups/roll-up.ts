import type { Collection, IdSource, ReadStore } from '@firebreak/event-sourcing';
import { systemIds } from '@firebreak/runtime';
import { definitions as allDefinitions, type Definition } from '../domain/definitions';
import type { IncidentFact } from '../domain/incident-fact';
import { plusDays } from '../domain/local-days';
import { initialState, streamName } from '../domain/reporting-policy';
import { parseKey, slotsPerDay } from '../domain/slots';
import { factCollection } from '../facts/incident-facts.projection';
import { dirtyWith } from '../facts/mark-dirty';
import { policyCollection, type ReportingPolicyDocument } from '../reporting-policy.projection';
import { CountedRows } from './counted-rows';
import { dayCollection, slotCollection, type DayDocument, type SlotDocument } from './documents';
import { followZones } from './follow-zones';
import { KnownSlots } from './known-slots';
import { settleDays, settleWholeDays, type Collections } from './settle-days';
import { workOf, type DayOfWork, type DirtyFact } from './work';

export interface RollUpOptions {
  /** Dirty facts to look at in one step; where there are more, whole days are made instead of quarter hours. */
  readonly factsPerStep?: number;
  /** UTC days to make at once. */
  readonly daysPerStep?: number;
  /** All of them where absent. */
  readonly definitions?: readonly Definition[];
  /** Awaited in the middle of long work, so that others of the process have their turn. */
  readonly pause?: () => Promise<void>;
  /** Names of makings, unlike any other's. */
  readonly ids?: IdSource;
}

const earliestDirty = { filter: { op: 'range', field: 'dirtyFrom', gte: '' }, sort: [{ field: 'dirtyFrom', direction: 'asc' }], only: ['rev', 'dirty', 'dirtyFrom'] } as const;
const everySlot: ReadonlySet<number> = new Set(Array.from({ length: slotsPerDay }, (_, slot) => slot));
const mostWholeDays = 64;

const dayId = ({ tenant, day }: Pick<DayOfWork, 'tenant' | 'day'>): string => `${tenant}|${day}`;

/** The day of a quarter hour. What is no quarter hour has none. */
const dayOfSlot = (key: string, days: ReadonlyMap<string, DayOfWork>): DayOfWork | undefined => days.get(key.slice(0, key.lastIndexOf('|')));

/**
 * Makes figures of facts. A fact is called clean only at the revision it was read at, and only after every figure it
 * was dirty in was made from facts read no earlier: a crash, a second worker or a late one leaves dirt behind, never a
 * wrong figure.
 */
export class RollUp {
  /** Whether the last step left something it knew of. */
  more = false;
  /** How many whole days to make at once; null while there is no backlog. */
  private span: number | null = null;

  private constructor(
    private readonly store: ReadStore,
    private readonly collections: Collections,
    private readonly policies: Collection<ReportingPolicyDocument>,
    private readonly options: Required<Pick<RollUpOptions, 'factsPerStep' | 'daysPerStep'>>,
  ) {}

  static async open(store: ReadStore, options: RollUpOptions = {}): Promise<RollUp> {
    const { factsPerStep = 2_000, daysPerStep = 16, definitions = allDefinitions, pause = () => Promise.resolve(), ids = systemIds } = options;
    const collections = {
      facts: await store.collection<IncidentFact>(factCollection),
      slots: await store.collection<SlotDocument>(slotCollection),
      days: await store.collection<DayDocument>(dayCollection),
      definitions,
      counted: new CountedRows(definitions),
      known: new KnownSlots(),
      ids,
      pause,
    };
    const policies = await store.collection<ReportingPolicyDocument>(policyCollection);
    return new RollUp(store, collections, policies, { factsPerStep, daysPerStep });
  }

  /**
   * One batch with all that it reads: where others' writes that it has seen are lost again, nothing may follow from them.
   * @returns how much was done; 0 when there was nothing to do
   */
  step(): Promise<number> {
    return this.store.batch(() => this.work());
  }

  private async work(): Promise<number> {
    const { factsPerStep } = this.options;
    const found = await this.collections.facts.find({ ...earliestDirty, limit: this.span === null ? factsPerStep : 1 });
    const first = found[0]?.doc.dirtyFrom ?? null;
    if (first === null) return this.zones();
    const key = parseKey(first);
    if (this.span === null && found.length === factsPerStep && key.kind === 'slot') this.span = this.options.daysPerStep;
    if (this.span === null) return this.quarterHours(found.map(({ id, doc }) => ({ id, rev: doc.rev, dirty: doc.dirty })));
    if (key.kind === 'slot') return this.wholeDays(key.tenant, key.day, this.span);
    this.span = null;
    return this.work();
  }

  private async quarterHours(dirty: readonly DirtyFact[]): Promise<number> {
    const { daysPerStep, factsPerStep } = this.options;
    const { days, dayOfKey } = await workOf(this.collections.facts, dirty);
    const settled = new Set<DayOfWork>();
    for (let at = 0; at < days.length; at += daysPerStep) {
      for (const [tenant, works] of Map.groupBy(days.slice(at, at + daysPerStep), (work) => work.tenant)) {
        const zones = await this.zonesOf(tenant);
        for (const work of await this.store.batch(() => settleDays(this.collections, zones, works))) settled.add(work);
      }
    }
    this.more = settled.size < days.length || dirty.length === factsPerStep;
    return this.clean(dirty, (key) => dayOfKey.get(key), settled);
  }

  /** After an import or a rebuild: each fact is read once for many days, each document written once. */
  private async wholeDays(tenant: string, day: string, span: number): Promise<number> {
    const works = Array.from({ length: span }, (_, offset) => ({ tenant, day: plusDays(day, offset), slots: everySlot }));
    const zones = await this.zonesOf(tenant);
    const { days, dirty, read } = await this.store.batch(() => settleWholeDays(this.collections, zones, works));
    // Facts that were read with the days are clean where they count themselves. An incident that one of them continues
    // may have been read before it: that key waits for a step that reads it first.
    const settled = new Map(days.map((work) => [dayId(work), work]));
    this.more = true;
    this.span = dirty.length * 4 < this.options.factsPerStep ? null : nextSpan(span, read, this.options.factsPerStep);
    return Math.max(1, await this.clean(dirty, (key) => dayOfSlot(key, settled), new Set(days)));
  }

  private async zones(): Promise<number> {
    this.span = null;
    const followed = await followZones(this.collections, this.policies);
    this.more = followed > 0;
    return followed;
  }

  private async zonesOf(tenant: string): Promise<readonly string[]> {
    return (await this.policies.get(streamName(tenant)))?.zones ?? initialState.zones;
  }

  /** Takes away the keys whose day is settled, and those that lead nowhere. */
  private async clean(
    facts: readonly DirtyFact[],
    dayOf: (key: string) => DayOfWork | null | undefined,
    settled: ReadonlySet<DayOfWork>,
  ): Promise<number> {
    const isLeft = (key: string): boolean => {
      const day = dayOf(key);
      return day === undefined || (day !== null && !settled.has(day));
    };
    const landed = await this.store.batch(() =>
      Promise.all(
        facts.map(async ({ id, rev, dirty }) => {
          const left = dirty.filter(isLeft);
          return left.length < dirty.length && this.collections.facts.set(id, { rev }, dirtyWith(left));
        }),
      ),
    );
    return landed.filter(Boolean).length;
  }
}

/** As many days as hold some ten thousand facts: the shorter the span, the more of them count outside it and are read again. */
const nextSpan = (span: number, read: number, factsPerStep: number): number => {
  if (read > 12 * factsPerStep) return Math.max(1, Math.floor(span / 2));
  return read < 6 * factsPerStep ? Math.min(mostWholeDays, span * 2) : span;
};
