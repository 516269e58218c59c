import { streamParts, type Found } from '@firebreak/event-sourcing';
import type { Definition } from '../domain/definitions';
import { dimensionValue, type Dimension } from '../domain/dimensions';
import type { IncidentFact } from '../domain/incident-fact';
import { slotMs } from '../domain/slots';
import { contributionsOf } from '../measures/contributions';
import { timelineOf } from '../measures/timeline';
import { compareValues, type Series, type SlotRow } from './documents';
import { utcDayStart } from '../domain/local-days';
import { Tally } from './tally';

interface Entry {
  readonly slot: number;
  readonly value: string | null;
  readonly tally: Tally;
}

const entryOf = (entries: Map<string, Entry>, slot: number, value: string | null): Entry => {
  const key = value === null ? String(slot) : `${slot}=${value}`;
  const known = entries.get(key);
  if (known) return known;
  const made = { slot, value, tally: new Tally() };
  entries.set(key, made);
  return made;
};

const compareEntries = (a: Entry, b: Entry): number => a.slot - b.slot || compareValues(a.value, b.value);

interface Split {
  readonly by: Dimension | null;
  readonly entries: Map<string, Entry>;
}

/** Makes the figures of some quarter hours of one UTC day from the facts that count in them. */
export class DayScan {
  private readonly start: number;
  private readonly splits = new Map<Series, Split>();
  private readonly plan = new Map<Definition, Split[]>();

  constructor(
    series: readonly Series[],
    day: string,
    private readonly slots: ReadonlySet<number>,
  ) {
    this.start = utcDayStart(day);
    for (const each of series) {
      const split = { by: each.by, entries: new Map<string, Entry>() };
      this.splits.set(each, split);
      this.plan.set(each.definition, [...(this.plan.get(each.definition) ?? []), split]);
    }
  }

  /** @param continuedAt when the earliest incident that continues it was opened */
  add({ doc }: Found<IncidentFact>, continuedAt: number | null): void {
    const timeline = timelineOf(doc, continuedAt);
    for (const [definition, splits] of this.plan) {
      for (const contribution of contributionsOf(definition, timeline)) {
        const slot = Math.floor((contribution.at - this.start) / slotMs);
        if (!this.slots.has(slot)) continue;
        for (const { by, entries } of splits) entryOf(entries, slot, dimensionValue(doc.dims, by)).tally.add(contribution);
      }
    }
  }

  rows(series: Series): readonly SlotRow[] {
    const entries = [...this.splits.get(series)!.entries.values()].sort(compareEntries);
    return entries.map(({ slot, value, tally }) => [slot, value, ...tally.figure()]);
  }
}

/** When the earliest incident that continues another one was opened, by the other's id. */
export const continuations = (facts: readonly Found<IncidentFact>[]): ReadonlyMap<string, number> => {
  const opened = new Map<string, number>();
  for (const { doc } of facts) {
    if (doc.reopens === null || doc.cancelled !== null) continue;
    opened.set(doc.reopens, Math.min(opened.get(doc.reopens) ?? Infinity, Date.parse(doc.opened)));
  }
  return opened;
};

export const idOf = ({ id }: Found<IncidentFact>): string => streamParts(id).id;
