import { streamName, type EventStore, type Instant } from '@firebreak/event-sourcing';
import { systemClock, tenant } from '@firebreak/standalone';
import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { Recorder } from './recorder';

type Step = (at: Instant, n: number) => { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

const service = (n: number): string => `service-${n % 20}`;

/** The life of one incident of today, as its people record it: an append each, seven events. */
const life: readonly (readonly Step[])[] = [
  [
    (at, n) => ({
      type: 'IncidentLogged',
      data: {
        number: `INC-${n}`,
        source: 'bench',
        channel: 'api',
        openedAt: at,
        openedAtInferred: false,
        openedBy: 'desk-1',
        caller: 'caller-1',
        alertId: null,
        service: service(n),
        configurationItem: null,
        impactStartedAt: null,
        detectedAt: null,
        fingerprint: null,
        externalId: null,
        visibility: 'normal',
        reopens: null,
      },
    }),
  ],
  [
    (_, n) => ({ type: 'IncidentCategorized', data: { category: 'network', subcategory: null, service: service(n), configurationItem: null, taxonomyVersion: null, late: false } }),
    () => ({ type: 'IncidentPrioritized', data: { impact: 2, urgency: 2, priority: 'P3', matrixVersion: 0, source: { priority: null, impact: null, urgency: null }, late: false } }),
    () => ({ type: 'IncidentTriaged', data: { inferred: false } }),
  ],
  [(_, n) => ({ type: 'IncidentAssigned', data: { group: `group-${n % 15}`, assignee: 'resolver-1', initial: false, inferred: false, late: false } })],
  [() => ({ type: 'IncidentWorkStarted', data: { startedBy: 'resolver-1', human: true, inferred: false } })],
  [(at) => ({ type: 'IncidentResolved', data: { cycle: 1, resolutionCode: 'fix', causeCode: 'config-error', restoredAt: at, resolvedBy: 'resolver-1', inferred: false } })],
];

export const eventsOfALife = life.flat().length;

/** What was just recorded; `at` is the time that the event itself carries. */
export interface Recorded {
  readonly stream: string;
  readonly revision: number;
  readonly at: Instant;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Whole lives at so many events a second, whether or not earlier ones have ended. @returns how long it took, in seconds */
export const liveLives = async (store: EventStore, lives: number, eventsPerSecond: number, told: (recorded: Recorded) => void): Promise<number> => {
  const recorder = new Recorder(store);
  const one = async (n: number): Promise<void> => {
    const stream = streamName('incident', tenant, randomUUID());
    for (const [index, steps] of life.entries()) {
      const at = systemClock.now();
      const revision = await recorder.append(stream, steps.map((step) => ({ stream, at, ...step(at, n) })));
      told({ stream, revision, at, isFirst: index === 0, isLast: index === life.length - 1 });
    }
  };
  const begun = performance.now();
  const open: Promise<void>[] = [];
  for (let n = 0; n < lives; n += 1) {
    const wait = begun + (n * eventsOfALife * 1_000) / eventsPerSecond - performance.now();
    if (wait > 1) await after(wait);
    open.push(one(n));
  }
  await Promise.all(open);
  return (performance.now() - begun) / 1_000;
};
