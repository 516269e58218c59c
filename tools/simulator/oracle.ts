import type { StoredEvent } from '@firebreak/event-sourcing';

// Folds the raw stored events by itself: it shares no code with what it judges.

export interface ExpectedIncident {
  rev: number;
  number: string;
  opened: string;
  started: string[];
  resolved: (string | null)[];
  closed: string | null;
  cancelled: string | null;
  status: string;
  service: string | null;
  priority: string | null;
  group: string | null;
}

interface Raw {
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: string;
}

const rawOf = (event: StoredEvent): Raw => ({
  data: JSON.parse(event.data) as Record<string, unknown>,
  at: (JSON.parse(event.metadata) as { occurredAt: string }).occurredAt,
});

const logged = ({ data }: Raw): ExpectedIncident => ({
  rev: 0,
  number: data['number'] as string,
  opened: data['openedAt'] as string,
  started: [data['openedAt'] as string],
  resolved: [null],
  closed: null,
  cancelled: null,
  status: 'New',
  service: data['service'] as string | null,
  priority: null,
  group: null,
});

const correct = (incident: ExpectedIncident, which: unknown, at: string): void => {
  if (which === 'opened') incident.opened = incident.started[0] = at;
  if (which !== 'resolved') return;
  const last = incident.resolved.findLastIndex((each) => each !== null);
  if (last >= 0) incident.resolved[last] = at;
};

const apply = (incident: ExpectedIncident, type: string, { data, at }: Raw): void => {
  if (type === 'IncidentCategorized') incident.service = data['service'] as string | null;
  else if (type === 'IncidentPrioritized') incident.priority = data['priority'] as string | null;
  else if (type === 'IncidentAssigned') incident.group = data['group'] as string | null;
  else if (type === 'IncidentResolved') {
    incident.resolved[incident.resolved.length - 1] = at;
    incident.status = 'Resolved';
  } else if (type === 'IncidentReopened') {
    incident.started.push(at);
    incident.resolved.push(null);
    incident.closed = null;
    incident.status = 'InProgress';
  } else if (type === 'IncidentClosed') {
    incident.closed = at;
    incident.status = 'Closed';
  } else if (type === 'IncidentCancelled') {
    incident.cancelled = at;
    incident.status = 'Cancelled';
  } else if (type === 'IncidentTimeCorrected') correct(incident, data['which'], data['at'] as string);
};

/** Incidents by stream, of events in the order of the store. */
export const expectedIncidents = (events: readonly StoredEvent[]): ReadonlyMap<string, ExpectedIncident> => {
  const incidents = new Map<string, ExpectedIncident>();
  for (const event of events) {
    if (!event.stream.startsWith('incident-')) continue;
    const raw = rawOf(event);
    const known = incidents.get(event.stream);
    if (known) apply(known, event.type, raw);
    else incidents.set(event.stream, logged(raw));
    incidents.get(event.stream)!.rev = event.revision;
  }
  return incidents;
};

/** What is counted: n, sum, least, greatest, and what is counted apart. */
export interface ExpectedFigure {
  n: number;
  sum: number;
  min: number | null;
  max: number | null;
  counts: Record<string, number>;
}

export interface ExpectedSeries {
  readonly definition: string;
  readonly by: '' | 'service' | 'priority' | 'group';
  /** What an incident adds: when, how long, or only a count by name. */
  readonly adds: (incident: ExpectedIncident) => readonly { readonly at: string; readonly ms?: number | null; readonly count?: string }[];
}

const span = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

const lasted = (from: string, to: string | null, begun: string): ReturnType<ExpectedSeries['adds']> => {
  if (to === null) return [{ at: begun, count: 'open' }];
  return to < from ? [{ at: to, count: 'excluded:negative' }] : [{ at: to, ms: span(from, to) }];
};

const kept = (adds: ExpectedSeries['adds']): ExpectedSeries['adds'] => (incident) => (incident.cancelled === null ? adds(incident) : []);

const firstResolve: ExpectedSeries['adds'] = kept(({ opened, resolved }) => lasted(opened, resolved[0]!, opened));
const lastResolve: ExpectedSeries['adds'] = kept(({ opened, resolved }) => lasted(opened, resolved.at(-1)!, opened));

export const expectedSeries: readonly ExpectedSeries[] = [
  { definition: 'frequency opened@1', by: '', adds: kept(({ opened }) => [{ at: opened, ms: null }]) },
  { definition: 'frequency opened@1', by: 'priority', adds: kept(({ opened }) => [{ at: opened, ms: null }]) },
  { definition: 'time-to-resolve first@1', by: 'service', adds: firstResolve },
  { definition: 'time-to-resolve last@1', by: 'group', adds: lastResolve },
  { definition: 'time-to-close @1', by: '', adds: kept(({ opened, closed }) => lasted(opened, closed, opened)) },
  {
    definition: 'reopen-rate ever@1',
    by: 'service',
    adds: kept(({ resolved }) => (resolved[0] === null ? [] : [{ at: resolved[0]!, ms: null }, ...(resolved.length > 1 ? [{ at: resolved[0]!, count: 'hit' }] : [])])),
  },
  {
    definition: 'backlog @1',
    by: 'priority',
    adds: ({ started, resolved, cancelled }) =>
      started.flatMap((at, cycle) => {
        const left = resolved[cycle] ?? cancelled;
        return [{ at, count: 'entered' }, ...(left === null ? [] : [{ at: left, count: 'left' }])];
      }),
  },
];

/** The figures of a series, added up naively. `bucket` names where an instant counts. */
export const expectedFigures = (incidents: Iterable<ExpectedIncident>, series: ExpectedSeries, bucket: (at: string) => string): ReadonlyMap<string, ExpectedFigure> => {
  const figures = new Map<string, ExpectedFigure>();
  for (const incident of incidents) {
    for (const { at, ms, count } of series.adds(incident)) {
      const key = `${bucket(at)} ${series.by === '' ? null : incident[series.by]}`;
      const figure = figures.get(key) ?? { n: 0, sum: 0, min: null, max: null, counts: {} };
      figures.set(key, figure);
      if (count !== undefined) figure.counts[count] = (figure.counts[count] ?? 0) + 1;
      else figure.n += 1;
      if (ms === undefined || ms === null) continue;
      figure.sum += ms;
      figure.min = Math.min(figure.min ?? ms, ms);
      figure.max = Math.max(figure.max ?? ms, ms);
    }
  }
  return figures;
};
