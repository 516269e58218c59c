import { definitionName, type Definition } from '../domain/definitions';
import { dimensionNames, type Dimension } from '../domain/dimensions';
import { utcDayStart, utcDaysOf } from '../domain/local-days';
import { slotMs } from '../domain/slots';
import { compareValues, packNames, packs, slotDocumentId, type DayDocument, type Pack, type SlotDocument } from './documents';
import { binOf } from './sketch';
import { columnOf, readRows, tuplesOf, type Tuple } from './slot-rows';
import { readCode, Tally, type Code, type Figure } from './tally';

/** A value of the dimension, null for none, with its figure. */
export type ValueRow = readonly [value: string | null, ...figure: Figure];

/** The undivided whole and every dimension. */
const splits = ['all', ...dimensionNames] as const;

/** A figure for every value of every dimension. */
class SplitTallies {
  private readonly tallies = splits.map(() => new Map<string | null, Tally>());

  of(tuple: Tuple): readonly Tally[] {
    return this.tallies.map((byValue, split) => {
      const value = split === 0 ? null : tuple[split - 1]!;
      let tally = byValue.get(value);
      if (!tally) byValue.set(value, (tally = new Tally()));
      return tally;
    });
  }

  rows(): Readonly<Record<Pack, DayDocument['rows']>> {
    const texts = this.tallies.map((byValue) => {
      const rows = [...byValue].sort(([a], [b]) => compareValues(a, b)).map(([value, tally]): ValueRow => [value, ...tally.figure()]);
      return JSON.stringify(rows);
    });
    const rowsOf = (pack: Pack): DayDocument['rows'] =>
      Object.fromEntries(['all' as const, ...packs[pack]].map((split) => [split, texts[splits.indexOf(split)]!]));
    return Object.fromEntries(packNames.map((pack) => [pack, rowsOf(pack)])) as Record<Pack, DayDocument['rows']>;
  }
}

/** Adds up slot documents to local days; what a document says of its tuples is read once for all definitions. */
export class DaySums {
  private readonly tuples = new Map<SlotDocument, readonly Tuple[]>();
  private readonly codes = new Map<SlotDocument, readonly Code[]>();

  constructor(private readonly documents: ReadonlyMap<string, SlotDocument>) {}

  /** The figures of a definition between two instants, by pack. */
  between(definition: Definition, tenant: string, start: number, end: number): Readonly<Record<Pack, DayDocument['rows']>> {
    const split = new SplitTallies();
    for (const day of utcDaysOf(start, end)) {
      const document = this.documents.get(slotDocumentId(tenant, day));
      const text = document?.rows[definitionName(definition)];
      if (document === undefined || text === undefined) continue;
      const first = (start - utcDayStart(day)) / slotMs;
      const last = (end - utcDayStart(day)) / slotMs;
      const tuples = once(this.tuples, document, tuplesOf);
      const codes = once(this.codes, document, (each) => each.codes.map(readCode));
      const tallies: (readonly Tally[])[] = [];
      readRows(text, (slot, tuple, code, ms) => {
        if (slot < first || slot >= last) return;
        const bin = ms === null ? 0 : binOf(ms);
        for (const tally of (tallies[tuple] ??= split.of(tuples[tuple]!))) tally.add(codes[code]!, ms, bin);
      });
    }
    return split.rows();
  }
}

const once = <K, V>(known: Map<K, V>, key: K, make: (key: K) => V): V => {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make(key)));
  return value;
};

/** The figures of a day by a dimension, or undivided. */
export const dayFigures = ({ rows }: DayDocument, by: Dimension | null): readonly ValueRow[] =>
  JSON.parse(rows[by ?? 'all'] ?? '[]') as readonly ValueRow[];

export type SlotRow = readonly [slot: number, ...row: ValueRow];

/** The figures of every quarter hour of a UTC day by a dimension, or undivided. */
export const slotFigures = (document: SlotDocument, definition: Definition, by: Dimension | null): readonly SlotRow[] => {
  const tallies = new Map<string, { readonly slot: number; readonly value: string | null; readonly tally: Tally }>();
  const values = by === null ? null : columnOf(document, by);
  const codes = document.codes.map(readCode);
  readRows(document.rows[definitionName(definition)] ?? '', (slot, tuple, code, ms) => {
    const value = values?.[tuple] ?? null;
    const key = JSON.stringify([slot, value]);
    const entry = tallies.get(key) ?? { slot, value, tally: new Tally() };
    tallies.set(key, entry);
    entry.tally.add(codes[code]!, ms);
  });
  return [...tallies.values()]
    .sort((a, b) => a.slot - b.slot || compareValues(a.value, b.value))
    .map(({ slot, value, tally }) => [slot, value, ...tally.figure()]);
};
