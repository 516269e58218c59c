import { slotMs } from '../domain/slots';
import { compareValues, type SlotDocument, type ValueRow } from './documents';
import { utcDayStart, type LocalDay } from '../domain/local-days';
import { Tally } from './tally';

/** The figures of a local day out of the slot documents that touch it. */
export const mergeDay = ({ start, end }: LocalDay, documents: readonly SlotDocument[]): readonly ValueRow[] => {
  const tallies = new Map<string | null, Tally>();
  for (const { day, rows } of documents) {
    const dayStart = utcDayStart(day);
    for (const [slot, value, ...figure] of rows) {
      const at = dayStart + slot * slotMs;
      if (at < start || at >= end) continue;
      let tally = tallies.get(value);
      if (!tally) tallies.set(value, (tally = new Tally()));
      tally.merge(figure);
    }
  }
  return [...tallies].sort(([a], [b]) => compareValues(a, b)).map(([value, tally]) => [value, ...tally.figure()]);
};
