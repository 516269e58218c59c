import type { CollectionSpec } from '@firebreak/event-sourcing';
import { definitionName, type Definition } from '../domain/definitions';
import type { Dimension } from '../domain/dimensions';

/**
 * One UTC day of a tenant: everything that counts in it, by definition, each with its quarter hour and the values of all
 * dimensions. A writer reads the version before it reads the facts and writes only on that version: what it would
 * overwrite was made of older facts.
 */
export interface SlotDocument {
  readonly tenant: string;
  readonly day: string;
  readonly version: number;
  /** A name that no other making of it has; some were made before they had one. */
  readonly made?: string;
  /** The reporting zones whose day documents know this one. */
  readonly zones: string;
  /** Values of dimensions; the columns name them by index from 1, 0 for none. */
  readonly values: readonly string[];
  /** By dimension: the value of every tuple that rows refer to. */
  readonly columns: Readonly<Record<string, string>>;
  /** What a row counts as: `measured,start:opened,end:restored`, `open`, `excluded:negative`. */
  readonly codes: readonly string[];
  /** By name of the definition: rows of slot, tuple, code and, where measured, milliseconds. See `slot-rows.ts`. */
  readonly rows: Readonly<Record<string, string>>;
}

/** Dimensions that share a day document: a question by one of them reads no more than it needs. */
export const packs = {
  service: ['service'],
  priority: ['priority', 'impact', 'urgency'],
  category: ['category', 'group'],
  source: ['source', 'source.priority', 'source.impact', 'source.urgency'],
} as const satisfies Record<string, readonly Dimension[]>;

export type Pack = keyof typeof packs;
export const packNames = Object.keys(packs) as readonly Pack[];

const packOf = (by: Dimension | null): Pack => (by === null ? 'service' : packNames.find((pack) => (packs[pack] as readonly Dimension[]).includes(by))!);

/** One local day of a reporting zone under one definition by some dimensions, added up from slot documents. */
export interface DayDocument {
  readonly series: string;
  readonly day: string;
  readonly version: number;
  /** By dimension of the pack, `all` for the undivided whole: a value and its figure a row. See `day-rows.ts`. */
  readonly rows: Readonly<Record<string, string>>;
}

export const slotCollection: CollectionSpec = {
  name: 'insight_slots_v1',
  indexes: [{ fields: ['tenant', 'zones'] }, { fields: ['tenant', 'day'] }],
};

export const dayCollection: CollectionSpec = { name: 'insight_days_v1', indexes: [{ fields: ['series', 'day'] }] };

export const slotDocumentId = (tenant: string, day: string): string => `${tenant}|${day}`;

const seriesName = (tenant: string, definition: Definition, zone: string, pack: Pack): string =>
  `${tenant}|${definitionName(definition)}|${pack}|${zone}`;

/** Where the days of a zone are, by a dimension or undivided. */
export const daySeries = (tenant: string, definition: Definition, zone: string, by: Dimension | null): string =>
  seriesName(tenant, definition, zone, packOf(by));

/** All series of a definition, by pack. */
export const packedSeries = (tenant: string, definition: Definition, zone: string): readonly (readonly [Pack, string])[] =>
  packNames.map((pack) => [pack, seriesName(tenant, definition, zone, pack)]);

export const dayDocumentId = (series: string, day: string): string => `${series}|${day}`;

export const zonesKey = (zones: readonly string[]): string => [...zones].sort().join(',');

/** None first, then by code unit. */
export const compareValues = (a: string | null, b: string | null): number => {
  if (a === b) return 0;
  if (a === null) return -1;
  return b === null || a > b ? 1 : -1;
};
