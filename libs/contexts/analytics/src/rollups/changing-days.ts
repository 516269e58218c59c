import { utcDayStart } from '../domain/local-days';
import type { CountedFact } from './counted-rows';
import type { DayFacts, KnownSlots } from './known-slots';
import { countingIn, dayMs, DayRows, factsPerTurn, look, scan, type Scanning, type See } from './scan-days';
import type { ChangedDay, DayOfWork } from './work';

/** The quarter hours of a day as they were, of which some are made again. */
class ChangingDay {
  private readonly unknown: ReadonlySet<number>;

  /** @param facts what is known of the day; becomes what it is made of */
  constructor(
    readonly work: ChangedDay,
    readonly facts: DayFacts,
  ) {
    this.unknown = new Set([...work.slots].filter((slot) => !facts.has(slot)));
    for (const slot of work.slots) for (const id of work.changed) facts.get(slot)?.delete(id);
    for (const slot of this.unknown) facts.set(slot, new Map());
  }

  /** What has to be read as if for the first time. */
  get rest(): DayOfWork {
    return { ...this.work, slots: this.unknown };
  }

  /** Facts to read again where something is known. */
  get changed(): Iterable<string> {
    return this.unknown.size < this.work.slots.size ? this.work.changed : [];
  }

  put(id: string, { tuple, rows }: CountedFact): void {
    for (const [slot, own] of Map.groupBy(rows, (row) => row.slot)) if (this.work.slots.has(slot)) this.facts.get(slot)!.set(id, { tuple, rows: own });
  }
}

export interface ChangedDays {
  readonly writers: DayRows['writers'];
  /** What the days are made of now. */
  readonly facts: ReadonlyMap<DayOfWork, DayFacts>;
}

/**
 * Writes what counts in the dirty quarter hours of some days of one tenant: of those that are known, only what may have changed is
 * read.
 * @param known what is known of a day
 */
export const scanChanged = async (scanning: Scanning, works: readonly ChangedDay[], known: (work: DayOfWork) => ReturnType<KnownSlots['take']>): Promise<ChangedDays> => {
  const days = new Map(works.map((work) => [utcDayStart(work.day) / dayMs, new ChangingDay(work, known(work))]));
  const put: See = (found, continuedAt) => {
    const { tuple, rows } = scanning.counted.of(found, continuedAt);
    for (const [day, own] of Map.groupBy(rows, (row) => row.day)) days.get(day)?.put(found.id, { tuple, rows: own });
  };
  const all = [...days.values()];
  const rest = all.map((day) => day.rest).filter(({ slots }) => slots.size > 0);
  if (rest.length > 0) await scan(scanning, countingIn(rest), put);
  const changed = await scanning.facts.getMany([...new Set(all.flatMap((day) => [...day.changed]))]);
  await look(scanning, [...changed].map(([id, doc]) => ({ id, doc })), put);
  return { writers: await written(all, scanning.pause), facts: new Map(all.map(({ work, facts }) => [work, facts])) };
};

const written = async (days: readonly ChangingDay[], pause: () => Promise<void>): Promise<DayRows['writers']> => {
  const rows = new DayRows(days.map(({ work }) => work));
  let seen = 0;
  for (const { work, facts } of days) {
    for (const slot of work.slots) {
      for (const each of facts.get(slot)!.values()) {
        rows.add(each);
        if ((seen += 1) % factsPerTurn === 0) await pause();
      }
    }
  }
  return rows.writers;
};
