import type { Filter } from '@firebreak/event-sourcing';
import type { FigurePart } from '../domain/figure-parts';
import { plusDays, utcDayOf, utcDayStart } from '../domain/local-days';
import type { MetricQuery } from '../domain/metric-query';
import { slotKeyAt } from '../domain/slots';
import type { Contribution } from '../measures/contribution';
import type { InsightStore } from './insight-store';
import { betweenSlots, scanFacts, type Counted } from './scan-facts';

/** Where a page ended: the time at which the last one counted, its stream, and which of its times it was. */
export interface Place {
  readonly at: number;
  readonly id: string;
  readonly nth: number;
}

export interface Line extends Counted, Place {}

export interface ListQuery extends MetricQuery {
  readonly part: FigurePart;
  /** Only this value of the dimension; null for those without one, undefined for all. */
  readonly value: string | null | undefined;
  readonly limit: number;
  readonly after: Place | null;
}

const compare = (a: Place, b: Place): number => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.nth - b.nth);

const isPart = (contribution: Contribution, part: FigurePart): boolean => {
  if (contribution.part !== 'measured') return contribution.part === part;
  if (part === 'hit') return contribution.tags.includes('hit');
  return part === 'measured' || (part === 'corrected' && contribution.corrected);
};

const linesOf = async (store: InsightStore, query: ListQuery, where: Filter, keep: (contribution: Contribution) => boolean): Promise<Line[]> => {
  const lines: Line[] = [];
  const seen = new Map<string, number>();
  await scanFacts(store, query, where, (counted) => {
    const { found, contribution, value } = counted;
    const nth = seen.get(found.id) ?? 0;
    seen.set(found.id, nth + 1);
    if (!keep(contribution) || (query.value !== undefined && query.value !== value)) return;
    const line = { ...counted, at: contribution.at, id: found.id, nth };
    if (query.after === null || compare(line, query.after) > 0) lines.push(line);
  });
  return lines.sort(compare);
};

const maxStretchDays = 64;

/** What counted in the range, in the order of time; reads no further than the page needs. */
const counted = async (store: InsightStore, query: ListQuery): Promise<Line[]> => {
  const lines: Line[] = [];
  let start = Math.max(query.from, query.after?.at ?? query.from);
  for (let days = 1; start < query.to && lines.length <= query.limit; days = Math.min(days * 2, maxStretchDays)) {
    const [from, to] = [start, Math.min(query.to, utcDayStart(plusDays(utcDayOf(start), days)))];
    const keep = (contribution: Contribution): boolean => contribution.at >= from && contribution.at < to && isPart(contribution, query.part);
    lines.push(...(await linesOf(store, query, betweenSlots(query.tenant, from, to), keep)));
    start = to;
  }
  return lines;
};

const openStatuses = ['New', 'Triaged', 'Assigned', 'InProgress', 'OnHold'];

/** What is open at the end: what is open now, or left later, as far as it had entered. */
const openAtEnd = async (store: InsightStore, query: ListQuery): Promise<Line[]> => {
  const { tenant, to } = query;
  const openNow: Filter = { op: 'and', filters: [{ op: 'eq', field: 'tenant', value: tenant }, { op: 'in', field: 'status', values: openStatuses }] };
  const later: Filter = { op: 'range', field: 'slots', gte: slotKeyAt(tenant, to), lt: `${tenant}|a` };
  const lines = await linesOf(store, { ...query, after: null }, { op: 'or', filters: [openNow, later] }, ({ at }) => at < to);
  const entered = [...Map.groupBy(lines, ({ id }) => id).values()].flatMap((group) => {
    const last = group.at(-1)!;
    const balance = group.reduce((sum, { contribution }) => sum + (contribution.part === 'entered' ? 1 : -1), 0);
    return balance > 0 ? [last] : [];
  });
  return entered.filter((line) => query.after === null || compare(line, query.after) > 0).sort(compare);
};

export interface Lines {
  readonly lines: readonly Line[];
  readonly next: Place | null;
}

/** The incidents behind a figure: as many lines as the figure counts. @throws CodedError `too-many-incidents` */
export const listCounted = async (store: InsightStore, query: ListQuery): Promise<Lines> => {
  const found = query.part === 'stock' ? await openAtEnd(store, query) : await counted(store, query);
  const lines = found.slice(0, query.limit);
  const last = lines.at(-1);
  return { lines, next: found.length > query.limit && last ? { at: last.at, id: last.id, nth: last.nth } : null };
};
