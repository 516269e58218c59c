import Table from 'cli-table3';
import { duration } from '@firebreak/standalone';
import { openClient } from '../open-client';
import type { Place } from '../place';
import { CommandFailed, say } from '../say';

export interface ReportOptions {
  readonly definition?: string;
  readonly by?: string;
  readonly bucket?: string;
  readonly zone?: string;
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
  readonly exact?: boolean;
  readonly json?: boolean;
}

type Figures = Readonly<Record<string, unknown>>;

interface Group {
  readonly value: string | null;
  readonly figures: Figures;
}

interface Bucket {
  readonly from: string;
  readonly figures: Figures;
  readonly groups?: readonly Group[];
}

interface Answer {
  readonly metric: string;
  readonly definition: { readonly id: string; readonly description?: string };
  readonly zone: string;
  readonly total: Omit<Bucket, 'from'>;
  readonly buckets: readonly Bucket[];
  readonly exclusions: readonly { readonly reason: string; readonly n: number }[];
  readonly nOpen: number;
  readonly nCorrected: number;
}

const shown = (name: string, value: unknown): string => {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'number') return name.endsWith('Ms') || /^p\d+$/.test(name) ? duration(value) : String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const rowsOf = (label: string, { figures, groups }: Omit<Bucket, 'from'>): readonly (readonly [string, string, Figures])[] =>
  groups && groups.length > 0 ? groups.map((group) => [label, group.value ?? 'none', group.figures] as const) : [[label, '', figures] as const];

/** The answer as a table: the total first, then the buckets. */
export const reportTable = (answer: Answer): string => {
  const rows = [...rowsOf('total', answer.total), ...answer.buckets.flatMap((bucket) => rowsOf(bucket.from, bucket))];
  const names = Object.keys(rows[0]?.[2] ?? {});
  const table = new Table({ head: ['from', 'group', ...names], style: { head: [], border: [] } });
  for (const [from, group, figures] of rows) table.push([from, group, ...names.map((name) => shown(name, figures[name]))]);
  const exclusions = answer.exclusions.map(({ reason, n }) => `${n} ${reason}`).join(', ') || 'none';
  return [
    `${answer.metric} ${answer.definition.id}, zone ${answer.zone}`,
    table.toString(),
    `open ${answer.nOpen}, corrected ${answer.nCorrected}, left out: ${exclusions}`,
  ].join('\n');
};

export const report = async (metric: string, place: Place, { json, exact, definition, by, bucket, zone, from, to, q }: ReportOptions): Promise<void> => {
  const client = await openClient(place);
  try {
    await client.caughtUp();
    const asked = Object.entries({ definition, by, bucket, zone, from, to, q }).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    const query = new URLSearchParams([...asked, ...(exact ? [['exact', 'true'] as [string, string]] : [])]);
    const { status, body } = await client.get(`/v1/insights/${encodeURIComponent(metric)}?${query.toString()}`);
    if (status !== 200) throw new CommandFailed(`the report was refused: ${JSON.stringify(body, null, 2)}`);
    say(json ? JSON.stringify(body, null, 2) : reportTable(body as Answer));
  } finally {
    await client.close();
  }
};
