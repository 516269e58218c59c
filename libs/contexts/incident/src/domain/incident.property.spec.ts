import { errorCode, plusMillis, toMillis, type Actor, type Command, type Decision, type EvolvedEvent, type Instant } from '@firebreak/event-sourcing';
import fc from 'fast-check';
import { addNote } from '../features/add-note/add-note';
import { assignIncident } from '../features/assign-incident/assign-incident';
import { cancelIncident } from '../features/cancel-incident/cancel-incident';
import { categorizeIncident } from '../features/categorize-incident/categorize-incident';
import { closeIncident } from '../features/close-incident/close-incident';
import { correctTime } from '../features/correct-time/correct-time';
import { linkChange } from '../features/link-change/link-change';
import { linkIncident } from '../features/link-incident/link-incident';
import { linkProblem } from '../features/link-problem/link-problem';
import { logIncident } from '../features/log-incident/log-incident';
import { overridePriority } from '../features/override-priority/override-priority';
import { prioritizeIncident } from '../features/prioritize-incident/prioritize-incident';
import { putIncidentOnHold } from '../features/put-incident-on-hold/put-incident-on-hold';
import { recordMilestone } from '../features/record-milestone/record-milestone';
import { reopenIncident } from '../features/reopen-incident/reopen-incident';
import { resolveIncident } from '../features/resolve-incident/resolve-incident';
import { resumeWork } from '../features/resume-work/resume-work';
import { startWork } from '../features/start-work/start-work';
import { triageIncident } from '../features/triage-incident/triage-incident';
import { unlinkChange } from '../features/unlink-change/unlink-change';
import { unlinkIncident } from '../features/unlink-incident/unlink-incident';
import { unlinkProblem } from '../features/unlink-problem/unlink-problem';
import * as actors from '../testing/incident-actors';
import { assigned, at, priorityOverridden, resolved } from '../testing/incident-builders';
import * as ask from '../testing/incident-command-builders';
import type { Asked } from '../testing/incident-command-builders';
import { everyKindOfEvent } from '../testing/incident-histories';
import { evolve, initialState, type Incident, type KnownIncident } from './incident';
import type { IncidentEvent } from './incident-events';
import { correctableTimes, holdReasons, milestoneKinds, priorities, reopenImpacts, type Impact, type Urgency } from './vocabulary';

const minute = 60_000;
const day = 24 * 60 * minute;

interface Move {
  readonly type: string;
  readonly command: Command;
  readonly decide: (incident: Incident) => readonly IncidentEvent[];
}
/** Asks at a time, by the actor who may or by another, with contents picked by two dice. */
type Choice = (now: Instant, actor: Actor | null, a: number, b: number) => Move;

const choice =
  <Type extends string, Data extends object>(
    decision: Decision<Command<Type, Data>, Incident, IncidentEvent>,
    build: (a: number, b: number, now: Instant) => Asked<Type, NoInfer<Data>>,
  ): Choice =>
  (now, actor, a, b) => {
    const asked = build(a, b, now).at(now);
    const command = actor === null ? asked : asked.as(actor);
    return { type: command.type, command, decide: (incident) => decision(command, incident) };
  };

const one = <T>(values: readonly T[], die: number): T => values[die % values.length]!;
const level = (die: number): Impact & Urgency => one([1, 2, 3] as const, die);
const ago = (now: Instant, minutes: number): Instant => plusMillis(now, -minutes * minute);
const { caller, opener, desk, assignee, resolver, stranger, incidentManager, outsider, auditor, machine, autoClose, network, storage } = actors;

const often = (each: Choice): readonly Choice[] => [each, each, each];

/** The way to work; every story goes some of it first. */
const beginning: readonly Choice[] = [
  choice(logIncident, (a, b, now) => ask.log({ openedAt: ago(now, a), impactStartedAt: b > 2 ? ago(now, 20 * b) : null })),
  choice(triageIncident, (a, b) => ask.triage({ category: one(['network', 'storage'], a + b), impact: level(a), urgency: level(b) })),
  choice(assignIncident, (a) => ask.assign({ assignee: one([assignee.id, resolver.id, null], a) })),
  choice(startWork, () => ask.start()),
];
const choices: readonly Choice[] = [
  ...beginning,
  choice(categorizeIncident, (a, b) => ask.categorize({ category: one(['network', 'mail'], a), service: one([null, 'payments'], b) })),
  choice(prioritizeIncident, (a, b) => ask.prioritize({ impact: level(a), urgency: level(b) })),
  choice(overridePriority, (a) => ask.override({ priority: one(priorities, a) })),
  choice(assignIncident, (a, b) =>
    ask.assign({ group: one([network, storage, null], a), assignee: null, reason: one([null, 'not ours'], b) }),
  ),
  ...often(
    choice(putIncidentOnHold, (a, b, now) =>
      ask
        .hold({ reason: one(holdReasons, a), comment: one(['Which one?', null], b), followUpAt: plusMillis(now, b * 5 * day) })
        .as(incidentManager),
    ),
  ),
  ...often(
    choice(resumeWork, (a) =>
      ask.resume({ reason: one(['work', 'linked-done', 'caller-replied'] as const, a) }).as(one([incidentManager, caller], a)),
    ),
  ),
  ...often(
    choice(resolveIncident, (a, b, now) =>
      ask
        .resolve({ notes: one(['done', 'undone'], a), restoredAt: ago(now, b * 15), classification: one([ask.classification, null], a) })
        .as(incidentManager),
    ),
  ),
  ...often(
    choice(reopenIncident, (a, b, now) =>
      ask.reopen({ impact: one(reopenImpacts, a), relapsedAt: ago(now, b) }).as(one([caller, incidentManager], b)),
    ),
  ),
  choice(closeIncident, (a) => (a > 2 ? ask.close() : ask.close({ by: 'timer', dueAt: at(a) }).as(autoClose))),
  choice(cancelIncident, (a, b) =>
    ask.cancel({ reason: one(['false-alarm', 'withdrawn', 'rerouted'] as const, a) }).as(b === 0 ? desk : outsider),
  ),
  choice(addNote, (a) => ask.note({ text: one(['hm', ''], a) })),
  choice(recordMilestone, (a, b, now) =>
    ask.record({ kind: one(milestoneKinds, a), at: ago(now, b * 5), reason: one([null, 'seen late'], a) }),
  ),
  choice(correctTime, (a, b, now) => ask.correct({ which: one(correctableTimes, a), at: ago(now, b * 30) })),
  choice(linkIncident, (a) => ask.linkOther({ incident: one(['other', 'this', 'third'], a) })),
  choice(unlinkIncident, (a) => ask.unlinkOther({ incident: one(['other', 'third'], a) })),
  choice(linkChange, (a) => ask.linkToChange({ relation: one(['caused-by', 'fixed-by'] as const, a) })),
  choice(unlinkChange, () => ask.unlinkFromChange()),
  choice(linkProblem, (a) => ask.linkToProblem({ problem: one(['PRB-9', 'PRB-10'], a) })),
  choice(unlinkProblem, () => ask.unlinkFromProblem()),
];

const die = fc.integer({ min: 0, max: 7 });
const anybody = fc.constantFrom(caller, opener, desk, assignee, resolver, stranger, incidentManager, outsider, auditor, machine, autoClose);
const soon = fc.integer({ min: 0, max: 90 }).map((minutes) => minutes * minute);
const gap = fc.oneof({ weight: 7, arbitrary: soon }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 * day }) });
const step = fc.record({ choice: fc.nat(choices.length - 1), actor: fc.option(anybody, { freq: 8 }), a: die, b: die, gap });
const begun = beginning.map((_, index) => ({ choice: index, actor: null, a: 0, b: 0, gap: minute }));
const story = fc
  .tuple(fc.constantFrom(1, 2, 3, 4), fc.array(step, { minLength: 30, maxLength: 90, size: 'max' }))
  .map(([known, steps]) => [...begun.slice(0, known), ...steps]);
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

const open = ['New', 'Triaged', 'Assigned', 'InProgress'];
const held = open.map((place) => `OnHold>${place}`);
const every = [...open, ...held, 'Resolved', 'Closed', 'Cancelled'];
const stays = (...places: readonly string[]): readonly string[] => places.map((place) => `${place} ${place}`);
const to = (goal: string, ...places: readonly string[]): readonly string[] => places.map((place) => `${place} ${goal}`);

/** Between which places each event may lie: the machine once more, by hand. */
const legal: Readonly<Record<IncidentEvent['type'], readonly string[]>> = {
  IncidentLogged: ['Absent New'],
  IncidentCategorized: stays(...open, ...held),
  IncidentPrioritized: stays(...open, ...held),
  IncidentTriaged: ['New Triaged', 'OnHold>New OnHold>Triaged'],
  IncidentPriorityOverridden: stays(...open, ...held),
  IncidentAssigned: ['Triaged Assigned', 'OnHold>Triaged OnHold>Assigned', ...stays('Assigned', 'InProgress', 'OnHold>New', 'OnHold>Assigned', 'OnHold>InProgress')],
  IncidentWorkStarted: ['Assigned InProgress'],
  IncidentPutOnHold: [...open.map((place) => `${place} OnHold>${place}`), ...stays(...held)],
  IncidentResumed: open.map((place) => `OnHold>${place} ${place}`),
  IncidentMilestoneRecorded: stays(...open, ...held, 'Resolved'),
  IncidentTimeCorrected: stays(...open, ...held, 'Resolved', 'Closed'),
  IncidentResolved: to('Resolved', ...open.slice(1), ...held.slice(1)),
  IncidentReopened: to('InProgress', 'Resolved', 'Closed'),
  IncidentClosed: ['Resolved Closed'],
  IncidentCancelled: to('Cancelled', ...open, ...held),
  IncidentNoteAdded: stays(...every),
  IncidentLinkedToIncident: stays(...every),
  IncidentUnlinkedFromIncident: stays(...every),
  IncidentLinkedToChange: stays(...every),
  IncidentUnlinkedFromChange: stays(...every),
  IncidentLinkedToProblem: stays(...every),
  IncidentUnlinkedFromProblem: stays(...every),
  IncidentSourceActivityRecorded: [],
};

const placeOf = (incident: Incident): string => (incident.status === 'OnHold' ? `OnHold>${incident.hold.resumeTo}` : incident.status);

type Past = readonly EvolvedEvent<IncidentEvent>[];
const last = <T extends IncidentEvent['type']>(past: Past, type: T) =>
  past.findLast((e): e is EvolvedEvent<Extract<IncidentEvent, { type: T }>> => e.type === type);
const resolvedAt = (past: Past): Instant => {
  const said = past.findLast(({ type, data }) => type === 'IncidentResolved' || (type === 'IncidentTimeCorrected' && data.which === 'resolved'))!;
  return said.type === 'IncidentTimeCorrected' ? said.data.at : said.occurredAt;
};

/** What only some states have. */
const own: Readonly<Record<string, string>> = { OnHold: 'hold', Resolved: 'resolution', Closed: 'resolution closedAt', Cancelled: 'cancellation' };
const ownFields = (incident: Incident): string => ['hold', 'resolution', 'closedAt', 'cancellation'].filter((field) => field in incident).join(' ');

/** What is wrong with an event after its past. */
const faultsOf = (e: EvolvedEvent<IncidentEvent>, past: Past, { meta }: Command, after: Incident): readonly string[] => {
  const faults: string[] = [];
  const must = (holds: boolean, fault: string): void => void (holds || faults.push(fault));
  const reopens = [...past, e].filter(({ type }) => type === 'IncidentReopened').length;
  must(after.status !== 'Absent' && after.cycle === reopens + 1, 'cycle');
  must(ownFields(after) === (own[after.status] ?? ''), `fields of another state while ${after.status}`);
  if ('cycle' in e.data) must(e.data.cycle === reopens + 1, 'cycle of the event');
  if (e.type === 'IncidentAssigned') {
    const before = last(past, e.type)?.data ?? { group: null, assignee: null };
    must(e.data.group !== before.group || e.data.assignee !== before.assignee, 'assigned as before');
    must(e.data.group !== null || e.data.reason !== null, 'back without a reason');
  }
  const assigned = last([...past, e], 'IncidentAssigned')?.data ?? { group: null, assignee: null };
  must(after.status !== 'Absent' && after.group === assigned.group && after.assignee === assigned.assignee, 'group');
  if (e.type === 'IncidentReopened') must(toMillis(e.occurredAt) - toMillis(resolvedAt(past)) <= 7 * day, 'reopened past the window');
  if (e.type === 'IncidentResolved') {
    const { category, service, configurationItem, impact, urgency } = after as KnownIncident;
    must(![category, service ?? configurationItem, impact, urgency].includes(null), 'unclassified');
    must(e.data.restoredAt !== null && e.data.restoredAt <= e.occurredAt, 'restored in the future');
  }
  if (e.type === 'IncidentClosed') must([actors.caller.id, actors.autoClose.id].includes(meta.actor.id), 'closed by anybody');
  return faults;
};

const happened = (told: IncidentEvent, now: Instant, actor: string, revision: number): EvolvedEvent<IncidentEvent> =>
  ({ ...told, occurredAt: now, recordedAt: now, actor, origin: 'live', provenance: null, revision }) as EvolvedEvent<IncidentEvent>;

interface Machine {
  readonly evolve: typeof evolve;
  readonly decide: (move: Move, incident: Incident) => readonly IncidentEvent[];
}
const shipped: Machine = { evolve, decide: (move, incident) => move.decide(incident) };

const answer = (machine: Machine, move: Move, incident: Incident): readonly IncidentEvent[] | null => {
  try {
    return machine.decide(move, incident);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return null;
  }
};

/** Plays a story and tells every fault; `see` is shown each event with its place before and after. */
const play = (steps: Story, machine: Machine, see: (type: string, place: string) => void = () => undefined): readonly string[] => {
  const faults: string[] = [];
  const past: EvolvedEvent<IncidentEvent>[] = [];
  let now = at(0);
  let incident = initialState;
  for (const each of steps) {
    now = plusMillis(now, each.gap);
    const move = choices[each.choice]!(now, each.actor, each.a, each.b);
    const events = answer(machine, move, incident) ?? [];
    for (const told of events) {
      const e = happened(told, now, move.command.meta.actor.id, past.length);
      const before = placeOf(incident);
      incident = machine.evolve(incident, e);
      const between = `${before} ${placeOf(incident)}`;
      if (!legal[e.type].includes(between)) faults.push(`${e.type} ${between}`);
      faults.push(...faultsOf(e, past, move.command, incident));
      past.push(e);
      see(e.type, placeOf(incident));
    }
    const again = events.length === 0 || move.type === 'AddNote' ? [] : answer(machine, move, incident);
    if (again === null || again.length > 0) faults.push(`${move.type} twice`);
  }
  if (JSON.stringify(past.reduce(machine.evolve, initialState)) !== JSON.stringify(incident)) faults.push('evolve remembers');
  return faults;
};

const seed = 20_260_302;
const numRuns = 2_000;

describe('random commands of random actors', () => {
  it('lead nowhere but where the machine goes, and twice to nothing', () => {
    const seen = new Set<string>();
    const see = (type: string, place: string): void => void seen.add(type).add(place);
    fc.assert(fc.property(story, (steps) => expect(play(steps, shipped, see)).toEqual([])), { seed, numRuns });
    const expected = [...Object.keys(legal).filter((type) => type !== 'IncidentSourceActivityRecorded'), ...every];
    expect(expected.filter((each) => !seen.has(each))).toEqual([]);
  });

  it('are folded whatever their order', () => {
    const anything = fc.array(fc.constantFrom(...everyKindOfEvent), { maxLength: 40, size: 'max' });
    const folded = (told: readonly IncidentEvent[]): string =>
      told.reduce((incident, each, revision) => evolve(incident, happened(each, at(revision), caller.id, revision)), initialState).status;
    fc.assert(fc.property(anything, (told) => expect(['Absent', 'OnHold', ...every]).toContain(folded(told))), { seed, numRuns });
  });

  const also = (type: string, status: Incident['status'], broken: IncidentEvent): Machine => ({
    ...shipped,
    decide: (move, incident) => (move.type === type && incident.status === status ? [broken] : move.decide(incident)),
  });
  const making = (type: string, broken: object): Machine => ({
    ...shipped,
    evolve: (before, e) => ({ ...evolve(before, e), ...(e.type === type ? broken : {}) }) as Incident,
  });

  it.each<[string, Machine, RegExp]>([
    ['resolves what is closed', also('ResolveIncident', 'Closed', resolved()), /IncidentResolved Closed Resolved/],
    ['assigns before the triage', also('AssignIncident', 'New', assigned()), /IncidentAssigned New New/],
    ['resumes to work from anywhere', making('IncidentResumed', { status: 'InProgress' }), /IncidentResumed OnHold>\w+ InProgress/],
    ['counts no cycles', making('IncidentReopened', { cycle: 1 }), /cycle/],
    ['forgets the group on hold', making('IncidentPutOnHold', { group: null }), /group/],
    ['overrides again and again', also('OverridePriority', 'New', priorityOverridden()), /OverridePriority twice/],
  ])('would show a machine that %s', (_, machine, fault) => {
    const found: string[] = [];
    const property = fc.property(story, (steps) => {
      found.push(...play(steps, machine));
      return found.length === 0;
    });
    expect(fc.check(property, { seed, numRuns, endOnFailure: true }).failed).toBe(true);
    expect(found.join('\n')).toMatch(fault);
  });
});
