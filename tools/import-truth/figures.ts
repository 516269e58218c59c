import type { DomainEvent, Instant, NewEvent } from '@firebreak/event-sourcing';

type Data = Readonly<Record<string, unknown>>;

/** What the truth files know of a case, folded from its events by other code than the product's own. */
export interface Figures {
  openedAt: Instant | null;
  firstResolvedAt: Instant | null;
  lastResolvedAt: Instant | null;
  closedAt: Instant | null;
  reopenCount: number;
  groupChangeCount: number;
  group: unknown;
  category: unknown;
  subcategory: unknown;
  service: unknown;
  configurationItem: unknown;
  impact: unknown;
  sourcePriority: unknown;
  sourceImpact: unknown;
  sourceUrgency: unknown;
  problem: unknown;
  everProblem: unknown;
  notes: unknown;
}

const none = (): Figures => ({
  openedAt: null,
  firstResolvedAt: null,
  lastResolvedAt: null,
  closedAt: null,
  reopenCount: 0,
  groupChangeCount: 0,
  group: null,
  category: null,
  subcategory: null,
  service: null,
  configurationItem: null,
  impact: null,
  sourcePriority: null,
  sourceImpact: null,
  sourceUrgency: null,
  problem: null,
  everProblem: null,
  notes: null,
});

const folds: Readonly<Record<string, (f: Figures, data: Data, at: Instant) => Partial<Figures>>> = {
  IncidentLogged: (_, { openedAt, openedAtInferred, service, configurationItem }) => ({
    openedAt: openedAtInferred === true ? null : (openedAt as Instant),
    service,
    configurationItem,
  }),
  IncidentCategorized: (_, { category, subcategory, service, configurationItem }) => ({ category, subcategory, service, configurationItem }),
  IncidentPrioritized: (_, { impact, source }) => {
    const words = source as Data;
    return { impact, sourcePriority: words['priority'], sourceImpact: words['impact'], sourceUrgency: words['urgency'] };
  },
  IncidentAssigned: ({ group: before, groupChangeCount }, { group, initial }) => ({
    group,
    groupChangeCount: groupChangeCount + (initial !== true && group !== before ? 1 : 0),
  }),
  IncidentResolved: ({ firstResolvedAt }, { notes }, at) => ({ firstResolvedAt: firstResolvedAt ?? at, lastResolvedAt: at, notes }),
  IncidentReopened: ({ reopenCount }) => ({ reopenCount: reopenCount + 1, lastResolvedAt: null }),
  IncidentClosed: (_, _data, at) => ({ closedAt: at }),
  IncidentLinkedToProblem: ({ everProblem }, { problem }) => ({ problem, everProblem: everProblem ?? problem }),
  IncidentUnlinkedFromProblem: () => ({ problem: null }),
};

export const figuresOf = (events: readonly NewEvent<DomainEvent>[]): Figures => {
  const figures = none();
  for (const { type, data, occurredAt } of events) Object.assign(figures, folds[type]?.(figures, data as Data, occurredAt ?? ''));
  return figures;
};
