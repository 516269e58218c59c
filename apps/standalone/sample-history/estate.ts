import type { Role } from '@firebreak/identity';

const minute = 60_000;
const hour = 60 * minute;

export interface SampleCause {
  readonly code: string;
  readonly title: string;
  readonly category: string;
  readonly subcategory: string;
  readonly impact: 1 | 2 | 3;
  readonly urgency: 1 | 2 | 3;
  readonly restoreMs: number;
  /** How many a week, on the average. */
  readonly weekly: number;
  /** Comes in bursts of this many within an hour. */
  readonly burst: number;
}

export interface SampleService {
  readonly key: string;
  readonly name: string;
  readonly tier: 1 | 2 | 3 | 4;
  readonly affectedUsers: number;
  readonly group: string;
  readonly causes: readonly SampleCause[];
}

const cause = (code: string, title: string, [category, subcategory]: readonly [string, string], [impact, urgency]: readonly [1 | 2 | 3, 1 | 2 | 3], restoreMs: number, weekly: number, burst = 1): SampleCause => ({
  code, title, category, subcategory, impact, urgency, restoreMs, weekly, burst,
});

/** An organisation's services, with what goes wrong in them again and again. */
export const services: readonly SampleService[] = [
  {
    key: 'payments-api', name: 'Payments API', tier: 1, affectedUsers: 40_000, group: 'payments',
    causes: [
      cause('connection-pool', 'Card payments are declined', ['application', 'capacity'], [1, 1], 35 * minute, 2.2, 3),
      cause('config-error', 'Refunds fail after a release', ['application', 'configuration'], [2, 1], 80 * minute, 0.6),
    ],
  },
  {
    key: 'checkout-web', name: 'Checkout', tier: 1, affectedUsers: 40_000, group: 'payments',
    causes: [cause('slow-dependency', 'Checkout is slow', ['application', 'performance'], [1, 2], 55 * minute, 1.4)],
  },
  {
    key: 'sign-in', name: 'Sign-in', tier: 1, affectedUsers: 12_000, group: 'platform',
    causes: [
      cause('certificate-expiry', 'Nobody can sign in', ['platform', 'certificate'], [1, 1], 50 * minute, 0.25),
      cause('directory-sync', 'New colleagues cannot sign in', ['platform', 'directory'], [3, 2], 4 * hour, 2.5),
    ],
  },
  {
    key: 'vpn', name: 'Remote access', tier: 2, affectedUsers: 9_000, group: 'network',
    causes: [
      cause('gateway-memory', 'Remote access drops', ['network', 'gateway'], [2, 2], 70 * minute, 2.8, 2),
      cause('client-version', 'Remote access refuses the client', ['network', 'client'], [3, 3], 5 * hour, 1.8),
    ],
  },
  {
    key: 'mail', name: 'Mail', tier: 2, affectedUsers: 12_000, group: 'workplace',
    causes: [cause('queue-backlog', 'Mail arrives late', ['workplace', 'mail'], [2, 3], 3 * hour, 1.6)],
  },
  {
    key: 'data-warehouse', name: 'Data warehouse', tier: 3, affectedUsers: 600, group: 'data',
    causes: [cause('late-load', 'Morning reports are empty', ['data', 'load'], [3, 2], 6 * hour, 2.4)],
  },
  {
    key: 'printing', name: 'Printing', tier: 4, affectedUsers: 4_000, group: 'workplace',
    causes: [
      cause('driver', 'Printer is offline', ['workplace', 'printer'], [3, 3], 7 * hour, 3.2),
      cause('unknown', 'Prints come out empty', ['workplace', 'printer'], [3, 3], 9 * hour, 0.8),
    ],
  },
];

export interface SamplePerson {
  readonly id: string;
  readonly roles: readonly Role[];
}

const person = (id: string, ...roles: Role[]): SamplePerson => ({ id, roles });

export const desk = [person('desk-1', 'service-desk'), person('desk-2', 'service-desk'), person('desk-3', 'service-desk')];
export const manager = person('incident-manager-1', 'incident-manager');
export const administrator = person('administrator-1', 'administrator');
export const groups = [...new Set(services.map(({ group }) => group))];
export const resolversOf = (group: string): readonly SamplePerson[] => [1, 2, 3].map((n) => person(`${group}-resolver-${n}`, 'resolver'));
export const callerNamed = (n: number): SamplePerson => person(`employee-${n}`, 'caller');
