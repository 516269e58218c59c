import { streamName, type Instant } from '@firebreak/event-sourcing';
import { seededRandom, tenant, type Random } from '@firebreak/standalone';

/** A public event of one incident with the time it happened. */
export interface HistoryStep {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: number;
}

/** The life of one incident. */
export interface History {
  readonly stream: string;
  readonly steps: readonly HistoryStep[];
}

export const serviceCount = 20;
export const historyStart = Date.UTC(2024, 6, 1);

/** So many incidents, spread evenly over so many days. */
export interface Span {
  readonly incidents: number;
  readonly days: number;
}

export const twoYears = 730;
/** A million in two years. */
export const busyDay = 1_000_000 / twoYears;
/** As much of a busy history as has so many incidents. */
export const busySpan = (incidents: number): Span => ({ incidents, days: Math.ceil(incidents / busyDay) });

const dayMs = 86_400_000;
const minute = 60_000;

export const iso = (at: number): Instant => new Date(at).toISOString();
const oneOf = (random: Random, count: number, name: string): string => `${name}-${1 + Math.floor(random() * count)}`;
/** Most take an hour or two, some take days. */
const duration = (random: Random, typical: number): number => Math.round(-Math.log(1 - random()) * typical * (random() < 0.1 ? 20 : 1));

const logged = (index: number, at: number, service: string, random: Random): HistoryStep => ({
  type: 'IncidentLogged',
  at,
  data: {
    number: `INC-${index + 1}`,
    source: 'bench',
    channel: 'phone',
    openedAt: iso(at),
    openedAtInferred: false,
    openedBy: oneOf(random, 12, 'desk'),
    caller: oneOf(random, 900, 'caller'),
    alertId: null,
    service,
    configurationItem: oneOf(random, 300, 'host'),
    impactStartedAt: iso(at - duration(random, 10 * minute)),
    detectedAt: null,
    fingerprint: null,
    externalId: null,
    visibility: 'normal',
    reopens: null,
  },
});

/** Incident `index` of a span: six to nine events, 20 services, a tenth of them reopened. */
export const historyOf = (index: number, { incidents, days }: Span): History => {
  const random = seededRandom(index + 1);
  const opened = historyStart + Math.floor(((index + random()) / incidents) * days * dayMs);
  const service = oneOf(random, serviceCount, 'service');
  const group = oneOf(random, 15, 'group');
  const impact = 1 + Math.floor(random() * 3);
  const urgency = 1 + Math.floor(random() * 3);
  const steps: HistoryStep[] = [logged(index, opened, service, random)];
  let now = opened;
  const add = (after: number, type: string, data: HistoryStep['data']): void => {
    now += after;
    steps.push({ type, at: now, data });
  };
  add(duration(random, 5 * minute), 'IncidentCategorized', {
    category: oneOf(random, 12, 'category'),
    subcategory: null,
    service,
    configurationItem: null,
    taxonomyVersion: null,
    late: false,
  });
  const source = { priority: null, impact: null, urgency: null };
  add(0, 'IncidentPrioritized', { impact, urgency, priority: `P${Math.min(5, impact + urgency - 1)}`, matrixVersion: 0, source, late: false });
  add(0, 'IncidentTriaged', { inferred: false });
  add(duration(random, 10 * minute), 'IncidentAssigned', { group, assignee: oneOf(random, 60, 'resolver'), initial: false, inferred: false, late: false });
  add(duration(random, 15 * minute), 'IncidentWorkStarted', { startedBy: oneOf(random, 60, 'resolver'), human: true, inferred: false });
  const resolve = (cycle: number): void => {
    const work = duration(random, 90 * minute);
    add(work, 'IncidentResolved', {
      cycle,
      resolutionCode: 'fix',
      causeCode: oneOf(random, 25, 'cause'),
      restoredAt: iso(now + work),
      resolvedBy: oneOf(random, 60, 'resolver'),
      inferred: false,
    });
  };
  resolve(1);
  const isReopened = random() < 0.1;
  if (isReopened) {
    add(duration(random, 300 * minute), 'IncidentReopened', { cycle: 2, impact: 'never-restored', relapsedAt: null, policyVersion: 0 });
    resolve(2);
  }
  const closing = { cycle: isReopened ? 2 : 1, by: 'timer', dueAt: null, policyVersion: 0, repeated: false };
  if (random() < 0.9) add(3 * dayMs, 'IncidentClosed', closing);
  return { stream: streamName('incident', tenant, `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`), steps };
};
