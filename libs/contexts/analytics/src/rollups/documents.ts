import type { CollectionSpec } from '@firebreak/event-sourcing';
import { definitionName, definitions, type Definition } from '../domain/definitions';
import { dimensionNames, type Dimension } from '../domain/dimensions';
import type { Figure } from './tally';

/** The figures of a definition by one dimension, or undivided. */
export interface Series {
  readonly definition: Definition;
  readonly by: Dimension | null;
}

export const allSeries: readonly Series[] = definitions.flatMap((definition) => [null, ...dimensionNames].map((by) => ({ definition, by })));

/** A value of the dimension, null for none, with its figure. */
export type ValueRow = readonly [value: string | null, ...figure: Figure];
export type SlotRow = readonly [slot: number, value: string | null, ...figure: Figure];

/**
 * The quarter hours of one UTC day. A writer reads the version before it reads the facts and writes only on that version:
 * what it would overwrite was made of older facts.
 */
export interface SlotDocument {
  readonly tenant: string;
  readonly day: string;
  readonly version: number;
  /** The reporting zones whose day documents know this one. */
  readonly zones: string;
  readonly rows: readonly SlotRow[];
}

/** One local day of a reporting zone, merged from slot documents. */
export interface DayDocument {
  readonly series: string;
  readonly day: string;
  readonly version: number;
  readonly rows: readonly ValueRow[];
}

export const slotCollection: CollectionSpec = { name: 'insight_slots_v1', indexes: [{ fields: ['tenant', 'zones'] }] };

export const dayCollection: CollectionSpec = { name: 'insight_days_v1', indexes: [{ fields: ['series', 'day'] }] };

const nameOf = ({ definition, by }: Series): string => `${definitionName(definition)}|${by ?? ''}`;
const names = new Map(allSeries.map((series) => [series, nameOf(series)]));

export const seriesOf = (definition: Definition, by: Dimension | null): Series =>
  allSeries.find((series) => series.definition === definition && series.by === by)!;

export const slotDocumentId = (tenant: string, series: Series, day: string): string => `${tenant}|${names.get(series)!}|${day}`;

export const daySeries = (tenant: string, series: Series, zone: string): string => `${tenant}|${names.get(series)!}|${zone}`;

export const dayDocumentId = (series: string, day: string): string => `${series}|${day}`;

export const zonesKey = (zones: readonly string[]): string => [...zones].sort().join(',');

/** None first, then by code unit. */
export const compareValues = (a: string | null, b: string | null): number => {
  if (a === b) return 0;
  if (a === null) return -1;
  return b === null || a > b ? 1 : -1;
};
