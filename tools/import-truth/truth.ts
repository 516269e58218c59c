import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

export type TruthRow = Readonly<Record<string, string>>;

/** The rows of a truth file by case. */
export const truthRows = (folder: string, file: string): ReadonlyMap<string, TruthRow> => {
  const rows = parse(gunzipSync(readFileSync(path.join(folder, 'truth', file))), { columns: true }) as TruthRow[];
  return new Map(rows.map((row) => [row['case'] ?? '', row]));
};

interface Durations {
  readonly n: number;
  readonly sum_s: number;
}

/** A measure of a truth summary, found by its path. */
export const truthMeasure = (folder: string, file: string, ...keys: string[]): Durations => {
  const summary: unknown = JSON.parse(readFileSync(path.join(folder, 'truth', file), 'utf8'));
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], summary) as Durations;
};

/** Instants of the truth files are UTC, written in several ways. */
export const instant = (text: string | undefined): string | null => {
  if (text === undefined || text === '') return null;
  return new Date(/[Z+]/.test(text) ? text : `${text}Z`).toISOString();
};

/** A missing value is empty or a question mark. */
export const word = (text: string | undefined): string | null => (text === undefined || text === '' || text === '?' ? null : text);
