/** Every role there is, as data. What a role may do is said by the routes (`@Allow`) and by the decisions. */
export const roleTable = [
  { role: 'caller', title: 'Caller', purpose: 'Is concerned by an incident, confirms or rejects its resolution.' },
  { role: 'service-desk', title: 'Service desk agent', purpose: 'Logs, triages and assigns.' },
  { role: 'resolver', title: 'Resolver', purpose: 'Works on incidents of the own groups and restores service.' },
  { role: 'incident-manager', title: 'Incident manager', purpose: 'Runs the incident process: overrides, corrections, restricted records.' },
  { role: 'major-incident-manager', title: 'Major incident manager', purpose: 'Runs the major-incident track.' },
  { role: 'problem-coordinator', title: 'Problem coordinator', purpose: 'Drives one problem from analysis to fix.' },
  { role: 'problem-manager', title: 'Problem manager', purpose: 'Runs the problem process and judges its fixes.' },
  { role: 'problem-analyst', title: 'Problem analyst', purpose: 'Finds causes.' },
  { role: 'knowledge-author', title: 'Knowledge author', purpose: 'Writes and revises articles.' },
  { role: 'service-owner', title: 'Service owner', purpose: 'Answers for a service.' },
  { role: 'auditor', title: 'Auditor', purpose: 'Reads and replays everything of the own tenant, writes nothing.' },
  { role: 'administrator', title: 'Administrator', purpose: 'Publishes policy, writes no tickets.' },
  { role: 'service', title: 'Service', purpose: 'A machine that logs, imports or exports in its own name.' },
] as const satisfies readonly { role: string; title: string; purpose: string }[];

export type Role = (typeof roleTable)[number]['role'];

export const everyRole: readonly Role[] = roleTable.map(({ role }) => role);

/** Everybody but those who write no tickets. */
export const writers: readonly Role[] = everyRole.filter((role) => role !== 'auditor' && role !== 'administrator');

const known: ReadonlySet<unknown> = new Set(everyRole);

export const isRole = (value: unknown): value is Role => known.has(value);

/** Actors inside the product: timers, process managers. No token may carry such an id. */
export const isSystemActor = (id: string): boolean => id.startsWith('system:');
