import Table from 'cli-table3';

interface Figures {
  readonly n: number;
  readonly meanMs?: number | null;
  readonly p50?: number | null;
  readonly p90?: number | null;
}

interface Answer {
  readonly total: { readonly groups?: readonly { readonly value: string | null; readonly figures: Figures }[] };
}

export type GetJson = (url: string) => Promise<unknown>;

const days = 90;

export const duration = (ms: number | null | undefined): string => {
  if (ms === null || ms === undefined) return 'not enough data';
  const minutes = Math.round(ms / 60_000);
  if (minutes < 90) return `${minutes} min`;
  return minutes < 2_880 ? `${(ms / 3_600_000).toFixed(1)} h` : `${(ms / 86_400_000).toFixed(1)} d`;
};

/** Time to restore and frequency by service: the main job at one glance. */
export const figuresTable = async (get: GetJson, now: string): Promise<string> => {
  const from = Temporal.Instant.from(now).subtract({ hours: 24 * days });
  const range = `by=service&from=${from.toString()}&to=${now}`;
  const restore = (await get(`/v1/insights/time-to-restore?${range}`)) as Answer;
  const frequency = (await get(`/v1/insights/frequency?${range}`)) as Answer;
  const restored = new Map(restore.total.groups?.map(({ value, figures }) => [value, figures]));
  const table = new Table({
    head: [`Service, last ${days} days`, 'Incidents', 'Restored', 'Mean', 'Median', '90th percentile'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { value, figures } of frequency.total.groups ?? []) {
    const times = restored.get(value);
    table.push([value ?? 'no service', figures.n, times?.n ?? 0, duration(times?.meanMs), duration(times?.p50), duration(times?.p90)]);
  }
  return table.toString();
};
