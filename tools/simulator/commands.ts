import { foldStream, plusMillis, type Actor, type Command, type CommandMeta, type Decision, type StoredEvent } from '@firebreak/event-sourcing';
import {
  addNote,
  assignIncident,
  cancelIncident,
  closeIncident,
  correctTime,
  defaultPolicies,
  incidentAggregate,
  incidentCodec,
  linkProblem,
  logIncident,
  putIncidentOnHold,
  reopenIncident,
  resolveIncident,
  resumeWork,
  startWork,
  triageIncident,
  type Incident,
  type IncidentEvent,
} from '@firebreak/incident';
import type { Random } from './random';

const group = 'g-network';
const desk: Actor = { id: 'u-desk', roles: ['service-desk'], groups: [] };
const manager: Actor = { id: 'u-manager', roles: ['incident-manager'], groups: [] };
const caller: Actor = { id: 'u-caller', roles: ['caller'], groups: [] };
const resolver: Actor = { id: 'u-resolver', roles: ['resolver'], groups: [group, 'g-storage'] };

/** What a client asks for: the same body at every attempt, whenever that is. */
export interface Asked {
  readonly actor: Actor;
  readonly type: string;
  /** Null for a stream that is there. */
  readonly numbered: boolean;
  run(meta: CommandMeta, number: string | null): { readonly command: Command; readonly decide: Decision<Command, Incident, IncidentEvent> };
}

const asking = <Data extends object>(
  actor: Actor,
  type: string,
  decide: (command: Command<never, Data>, incident: Incident) => ReturnType<Decision<Command, Incident, IncidentEvent>>,
  data: Data,
): Asked => ({
  actor,
  type,
  numbered: type === 'LogIncident',
  run: (meta, number) => ({
    command: { type, meta, data: number === null ? data : { ...data, number } },
    decide: decide as unknown as Decision<Command, Incident, IncidentEvent>,
  }),
});

const { 'priority-matrix': matrix, taxonomy, reopen: reopenPolicy, hold } = defaultPolicies;
const minute = 60_000;

type Choice = (random: Random, now: string, incident: Incident) => Asked;

const earlier = (random: Random, now: string, most: number): string => plusMillis(now, -random.int(most * minute));
const classification = (random: Random) => ({
  category: 'network',
  subcategory: null,
  service: random.pick(['payments', 'mail']),
  configurationItem: null,
  impact: random.pick([1, 3] as const),
  urgency: random.pick([1, 3] as const),
});

const log: Choice = (random, now) => {
  const openedAt = earlier(random, now, 90);
  return asking(caller, 'LogIncident', logIncident, {
    number: '',
    title: 'no connection',
    description: null,
    source: 'portal',
    channel: 'portal',
    openedAt,
    caller: caller.id,
    alertId: null,
    service: random.pick(['payments', 'mail', null]),
    configurationItem: null,
    impactStartedAt: null,
    detectedAt: null,
    fingerprint: null,
    externalId: null,
    visibility: 'normal',
    reopens: null,
  });
};
const triage: Choice = (random) => asking(desk, 'TriageIncident', triageIncident, { ...classification(random), matrix, taxonomy });
const assign: Choice = (random) =>
  asking(desk, 'AssignIncident', assignIncident, { group: random.pick([group, 'g-storage']), assignee: random.pick([resolver.id, null]), reason: null });
const start: Choice = () => asking(resolver, 'StartWork', startWork, {});
const putOnHold: Choice = (random, now) =>
  asking(manager, 'PutIncidentOnHold', putIncidentOnHold, {
    reason: 'caller',
    followUpAt: plusMillis(now, (60 + random.int(600)) * minute),
    comment: 'which browser?',
    linkedId: null,
    policy: hold,
  });
const resume: Choice = (random) => asking(manager, 'ResumeWork', resumeWork, { reason: random.pick(['work', 'linked-done'] as const), dueAt: null });
const resolve: Choice = (random, now) =>
  asking(manager, 'ResolveIncident', resolveIncident, {
    resolutionCode: 'fix',
    causeCode: 'cable',
    notes: `plugged in ${random.int(3)}`,
    restoredAt: now,
    workaround: null,
    classification: random.chance(0.3) ? classification(random) : null,
    matrix,
    taxonomy,
  });
const reopen: Choice = (random) =>
  asking(manager, 'ReopenIncident', reopenIncident, { reason: `again ${random.int(3)}`, impact: random.pick(['none', 'never-restored'] as const), relapsedAt: null, policy: reopenPolicy });
const close: Choice = () => asking(caller, 'CloseIncident', closeIncident, { by: 'confirmation', dueAt: null, policyVersion: null });
const cancel: Choice = () => asking(manager, 'CancelIncident', cancelIncident, { reason: 'false-alarm', note: 'a test', reroutedTo: null, callerTold: true });
const note: Choice = (random) => asking(caller, 'AddNote', addNote, { text: `note ${random.int(1000)}`, audience: 'public' });
const link: Choice = (random) => asking(resolver, 'LinkProblem', linkProblem, { problem: `PRB-${random.int(3)}`, url: null });
const correctOpened: Choice = (random, now) => asking(manager, 'CorrectTime', correctTime, { which: 'opened', at: earlier(random, now, 180), reason: 'a typing error' });
const correctResolved: Choice = (random, now) => asking(manager, 'CorrectTime', correctTime, { which: 'resolved', at: earlier(random, now, 60), reason: 'a typing error' });

const choices: Readonly<Record<Incident['status'], readonly Choice[]>> = {
  Absent: [log],
  New: [triage, triage, triage, putOnHold, note, cancel],
  Triaged: [assign, assign, assign, triage, resolve, link],
  Assigned: [start, start, start, assign, triage, correctOpened],
  InProgress: [resolve, resolve, resolve, putOnHold, assign, triage, note],
  OnHold: [resume, resume, resolve, note],
  Resolved: [close, close, reopen, reopen, correctResolved, correctOpened, link],
  Closed: [reopen, correctResolved, correctOpened, note],
  Cancelled: [note, link],
};

/** Something that somebody may well ask of an incident as it stands; by the time it is handled it may stand otherwise. */
export const askSomething = (random: Random, now: string, stream: string, stored: readonly StoredEvent[]): Asked => {
  const { state } = foldStream(incidentAggregate, incidentCodec, stream, stored);
  return random.pick(choices[state.status])(random, now, state);
};
