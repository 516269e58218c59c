import type { CountedFact } from './counted-rows';

/** What counts in a quarter hour, by fact. */
export type SlotFacts = Map<string, CountedFact>;

/** Quarter hours of a day, by number. */
export type DayFacts = Map<number, SlotFacts>;

interface KnownDay {
  /** Name of the document that was made of it. */
  readonly made: string;
  readonly slots: DayFacts;
}

const sizeOf = (slots: DayFacts): number => [...slots.values()].reduce((sum, { size }) => sum + size, 0);

/**
 * What the quarter hours of the latest days were made of: where the same one is made again and again, only facts that changed are
 * read. It holds for the document that was made of it and no other: a fact is called clean only after its figures were written, so
 * whatever changed since is dirty still.
 */
export class KnownSlots {
  private readonly days = new Map<string, KnownDay>();
  private facts = 0;

  /** @param most facts, each in every quarter hour in which it counts */
  constructor(private readonly most = 100_000) {}

  /** Hands over what is known and forgets it: a step that fails leaves nothing that was not written. @param made name of the document as it stands */
  take(day: string, made: string | undefined): DayFacts {
    const known = this.days.get(day);
    if (!known) return new Map();
    this.days.delete(day);
    this.facts -= sizeOf(known.slots);
    return known.made === made ? known.slots : new Map();
  }

  /** The document of this name was made of these. */
  keep(day: string, made: string, slots: DayFacts): void {
    this.days.set(day, { made, slots });
    this.facts += sizeOf(slots);
    while (this.facts > this.most) this.forgetOne();
  }

  /** The quarter hour that was kept first, of the day that was kept first. */
  private forgetOne(): void {
    const [day, { slots }] = this.days.entries().next().value!;
    const [slot, { size }] = slots.entries().next().value ?? [0, { size: 0 }];
    slots.delete(slot);
    this.facts -= size;
    if (slots.size === 0) this.days.delete(day);
  }
}
