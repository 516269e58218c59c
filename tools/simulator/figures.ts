import {
  dayCollection,
  dayDocumentId,
  dayFigures,
  daySeries,
  definitionName,
  definitions,
  slotCollection,
  slotDocumentId,
  slotFigures,
  type DayDocument,
  type Definition,
  type Dimension,
  type SlotDocument,
  type ValueRow,
} from '@firebreak/analytics';
import type { ReadStore } from '@firebreak/event-sourcing';
import { expectedFigures, expectedSeries, type ExpectedFigure, type ExpectedIncident } from './oracle';

// Compares what the read store answers with what the oracle adds up.

const tenant = 'default';
const dayMs = 86_400_000;

const definitionOf = (name: string): Definition => definitions.find((each) => definitionName(each) === name)!;

const slotOf = (at: string): string => `${at.slice(0, 10)}|${Math.floor((Date.parse(at) % dayMs) / 900_000)}`;
const offsets: Readonly<Record<string, number>> = { UTC: 0, 'Asia/Kathmandu': 345 * 60_000 };
const dayIn = (zone: string) => (at: string): string => new Date(Date.parse(at) + offsets[zone]!).toISOString().slice(0, 10);

/** Of what is counted apart, the oracle knows these. */
const known = new Set(['open', 'excluded:negative', 'hit', 'entered', 'left']);

const text = ({ n, sum, min, max, counts }: ExpectedFigure): string => {
  const named = Object.entries(counts).filter(([name, count]) => known.has(name) && count !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return `n ${n} sum ${sum} min ${min} max ${max} ${named.map(([name, count]) => `${name} ${count}`).join(' ')}`;
};

const found = ([, n, sum, min, max, , counts]: ValueRow): string => text({ n, sum, min, max, counts });

const differences = (name: string, seen: ReadonlyMap<string, string>, due: ReadonlyMap<string, ExpectedFigure>): string[] =>
  [...new Set([...seen.keys(), ...due.keys()])].flatMap((key) => {
    const there = seen.get(key);
    const wanted = due.has(key) ? text(due.get(key)!) : undefined;
    return there === wanted ? [] : [`${name} ${key}: ${there ?? 'nothing'}, not ${wanted ?? 'nothing'}`];
  });

/** A day more than any time that was ever told, on either side. */
const daysBetween = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let at = Date.parse(from) - dayMs; at <= Date.parse(to) + dayMs; at += dayMs) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
};

/** Every figure of the series that the oracle knows, by quarter hour and by the days of the zones. */
export const wrongFigures = async (
  readStore: ReadStore,
  incidents: ReadonlyMap<string, ExpectedIncident>,
  zones: readonly string[],
  from: string,
  to: string,
): Promise<string[]> => {
  const slots = await readStore.collection<SlotDocument>(slotCollection);
  const days = await readStore.collection<DayDocument>(dayCollection);
  const around = daysBetween(from, to);
  const slotDocuments = await slots.getMany(around.map((day) => slotDocumentId(tenant, day)));
  const wrong: string[] = [];
  for (const series of expectedSeries) {
    const definition = definitionOf(series.definition);
    const by = series.by === '' ? null : (series.by as Dimension);
    const name = `${series.definition} by ${series.by}`;
    const bySlot = new Map<string, string>();
    for (const document of slotDocuments.values()) {
      for (const [slot, ...row] of slotFigures(document, definition, by)) bySlot.set(`${document.day}|${slot} ${row[0]}`, found(row));
    }
    wrong.push(...differences(name, bySlot, expectedFigures(incidents.values(), series, slotOf)));
    for (const zone of zones) {
      const documents = await days.getMany(around.map((day) => dayDocumentId(daySeries(tenant, definition, zone, by), day)));
      const byDay = new Map<string, string>();
      for (const document of documents.values()) for (const row of dayFigures(document, by)) byDay.set(`${document.day} ${row[0]}`, found(row));
      wrong.push(...differences(`${name} in ${zone}`, byDay, expectedFigures(incidents.values(), series, dayIn(zone))));
    }
  }
  return wrong;
};
