import { refused, type Filter, type Found } from '@firebreak/event-sourcing';
import { dimensionValue } from '../domain/dimensions';
import type { IncidentFact } from '../domain/incident-fact';
import type { MetricQuery } from '../domain/metric-query';
import { slotKeyAt } from '../domain/slots';
import { askedOf } from '../fact-view';
import { matchesFilter } from '../facts/matches';
import type { Contribution } from '../measures/contribution';
import { contributionsOf } from '../measures/contributions';
import { timelineOf } from '../measures/timeline';
import { continuedBy, idOf } from '../rollups/continued';
import { pages } from '../rollups/scan-days';
import type { InsightStore } from './insight-store';

/** More facts than this are not read for one answer. */
export const maxFacts = 250_000;

export interface Counted {
  readonly found: Found<IncidentFact>;
  readonly contribution: Contribution;
  readonly value: string | null;
}

type Asked = Pick<MetricQuery, 'tenant' | 'definition' | 'by' | 'filter'>;

/** Facts that may count between two instants. */
export const betweenSlots = (tenant: string, from: number, to: number): Filter => ({
  op: 'range',
  field: 'slots',
  gte: slotKeyAt(tenant, from),
  lte: slotKeyAt(tenant, to - 1),
});

/** What every fact that a condition finds adds to the definition. @throws CodedError `too-many-incidents` */
export const scanFacts = async (store: InsightStore, asked: Asked, where: Filter, see: (counted: Counted) => void): Promise<void> => {
  const { definition, by, filter } = asked;
  let read = 0;
  for await (const page of pages(store.facts, where)) {
    read += page.length;
    if (read > maxFacts) throw refused('too-many-incidents', { most: maxFacts, whatToDo: 'ask for a shorter range, without q and exact, or narrow q' });
    const continued = definition.kind === 'ratio' ? await continuedBy(store.facts, page) : null;
    for (const found of page) {
      if (filter !== null && !matchesFilter(filter, askedOf(found))) continue;
      const timeline = timelineOf(found.doc, continued?.get(idOf(found)) ?? null);
      const value = dimensionValue(found.doc.dims, by);
      for (const contribution of contributionsOf(definition, timeline)) see({ found, contribution, value });
    }
  }
};
