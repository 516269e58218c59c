import { streamParts, type Collection, type Found } from '@firebreak/event-sourcing';
import type { IncidentFact } from '../domain/incident-fact';
import { continuesKey } from '../domain/slots';

export const idOf = ({ id }: { readonly id: string }): string => streamParts(id).id;

export const wasResolved = ({ cycles }: IncidentFact): boolean => cycles[0]!.resolved !== null;

/** When the earliest incident that continues one of these was opened, by the id of the one that it continues. */
export const continuing = async (facts: Collection<IncidentFact>, tenant: string, resolved: readonly { readonly id: string }[]): Promise<ReadonlyMap<string, number>> => {
  const values = resolved.map((each) => continuesKey(tenant, idOf(each)));
  const opened = new Map<string, number>();
  if (values.length === 0) return opened;
  for (const { doc } of await facts.find({ filter: { op: 'in', field: 'slots', values }, only: ['cancelled', 'reopens', 'opened'] })) {
    if (doc.cancelled === null) opened.set(doc.reopens!, Math.min(opened.get(doc.reopens!) ?? Infinity, Date.parse(doc.opened)));
  }
  return opened;
};

/** The same of facts of one tenant, resolved or not. */
export const continuedBy = (facts: Collection<IncidentFact>, found: readonly Found<IncidentFact>[]): Promise<ReadonlyMap<string, number>> =>
  continuing(facts, found[0]?.doc.tenant ?? '', found.filter(({ doc }) => wasResolved(doc)));
