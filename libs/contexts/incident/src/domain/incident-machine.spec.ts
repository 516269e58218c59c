import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode, type Decision } from '@firebreak/event-sourcing';
import { specFor } from '@firebreak/event-sourcing-testing';
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
import { incidentManager, storage } from '../testing/incident-actors';
import { linkedToChange, linkedToIncident, linkedToProblem, type Told } from '../testing/incident-builders';
import * as ask from '../testing/incident-command-builders';
import * as known from '../testing/incident-histories';
import { incidentAggregate, type Incident } from './incident';
import type { IncidentEvent } from './incident-events';
import type { IncidentCommand } from './rules';

const given = specFor(incidentAggregate);

const histories = {
  New: known.newIncident,
  Triaged: known.triagedIncident,
  Assigned: known.assignedIncident,
  InProgress: known.startedIncident,
  'OnHold>New': known.heldForCaller(known.newIncident),
  'OnHold>Triaged': known.held(known.triagedIncident),
  'OnHold>Assigned': known.held(known.assignedIncident),
  'OnHold>InProgress': known.held(known.startedIncident),
  Resolved: known.resolvedIncident,
  Closed: known.closedIncident,
  Cancelled: known.cancelledIncident,
} as const;
type Place = keyof typeof histories;

const places = Object.keys(histories) as readonly Place[];
const working: readonly Place[] = ['Triaged', 'Assigned', 'InProgress', 'OnHold>Triaged', 'OnHold>Assigned', 'OnHold>InProgress'];
const open: readonly Place[] = ['New', 'OnHold>New', ...working];

const placeOf = (incident: Incident): string => (incident.status === 'OnHold' ? `OnHold>${incident.hold.resumeTo}` : incident.status);
const statusOf = (place: Place): string => place.split('>')[0]!;

/** Where a command leads from each place; `quiet` or a code of its own. From everywhere else it is an invalid transition. */
type Ways = Partial<Record<Place, Place | 'quiet' | 'already-resolved'>>;
const stays = (...from: readonly Place[]): Ways => Object.fromEntries(from.map((place) => [place, place]));
const leadsTo = (to: Place, ...from: readonly Place[]): Ways => Object.fromEntries(from.map((place) => [place, to]));

const onHold: Ways = { Triaged: 'OnHold>Triaged', Assigned: 'OnHold>Assigned', InProgress: 'OnHold>InProgress' };
const another: Ways = stays('OnHold>New', 'OnHold>Triaged', 'OnHold>Assigned', 'OnHold>InProgress');
const { classification } = ask;

type Attempt = (incident: Incident) => readonly IncidentEvent[];

interface Row {
  readonly name: string;
  readonly attempt: Attempt;
  readonly ways: Ways;
  readonly before: readonly Told[];
}

const row = <Type extends string, Data extends object>(
  what: string,
  decision: Decision<IncidentCommand<Type, Data>, Incident, IncidentEvent>,
  command: IncidentCommand<Type, NoInfer<Data>>,
  ways: Ways,
  before: readonly Told[] = [],
): Row => ({ name: `${command.type} ${what}`.trim(), attempt: (incident) => decision(command, incident), ways, before });

const table: readonly Row[] = [
  row('', logIncident, ask.log({ number: 'INC-2' }), {}),
  row('completely', triageIncident, ask.triage({ category: 'storage' }), { ...stays(...working), New: 'Triaged', 'OnHold>New': 'OnHold>Triaged' }),
  row('alone', categorizeIncident, ask.categorize({ category: 'storage' }), stays(...open)),
  row('alone', prioritizeIncident, ask.prioritize({ impact: 1 }), stays(...open)),
  row('', overridePriority, ask.override(), stays(...open)),
  row('to a group', assignIncident, ask.assign({ group: storage }), {
    ...stays(...working),
    Triaged: 'Assigned',
    'OnHold>Triaged': 'OnHold>Assigned',
    'OnHold>New': 'OnHold>New',
  }),
  row('', startWork, ask.start(), { Assigned: 'InProgress', InProgress: 'quiet' }),
  row('for the vendor', putIncidentOnHold, ask.hold({ linkedId: 'CASE-78' }).as(incidentManager), { ...onHold, ...another }),
  row('for the caller', putIncidentOnHold, ask.holdForCaller({ comment: 'And now?' }).as(incidentManager), { ...onHold, ...another, New: 'OnHold>New' }),
  row('', resumeWork, ask.resume().as(incidentManager), {
    'OnHold>New': 'New',
    'OnHold>Triaged': 'Triaged',
    'OnHold>Assigned': 'Assigned',
    'OnHold>InProgress': 'InProgress',
  }),
  row('', resolveIncident, ask.resolve({ classification }).as(incidentManager), { ...leadsTo('Resolved', ...open), Resolved: 'quiet', Closed: 'quiet' }),
  row('otherwise', resolveIncident, ask.resolve({ classification, notes: 'other' }).as(incidentManager), {
    ...leadsTo('Resolved', ...open),
    Resolved: 'already-resolved',
  }),
  row('', reopenIncident, ask.reopen().as(incidentManager), leadsTo('InProgress', 'Resolved', 'Closed')),
  row('', closeIncident, ask.close(), { Resolved: 'Closed', Closed: 'quiet' }),
  row('', cancelIncident, ask.cancel().as(incidentManager), { ...leadsTo('Cancelled', ...open), Cancelled: 'quiet' }),
  row('otherwise', cancelIncident, ask.cancel({ note: 'other' }).as(incidentManager), leadsTo('Cancelled', ...open)),
  row('', addNote, ask.note(), stays(...places)),
  row('', recordMilestone, ask.record(), stays(...open, 'Resolved')),
  row('of the opening', correctTime, ask.correct(), stays(...open, 'Resolved', 'Closed')),
  row('', linkIncident, ask.linkOther(), stays(...places)),
  row('', unlinkIncident, ask.unlinkOther(), stays(...places), [linkedToIncident()]),
  row('', linkChange, ask.linkToChange(), stays(...places)),
  row('', unlinkChange, ask.unlinkFromChange(), stays(...places), [linkedToChange()]),
  row('', linkProblem, ask.linkToProblem(), stays(...places)),
  row('', unlinkProblem, ask.unlinkFromProblem(), stays(...places), [linkedToProblem()]),
];

const outcome = (attempt: Attempt, history: readonly Told[]): string => {
  try {
    const events = attempt(given(...history).state);
    return events.length === 0 ? 'quiet' : placeOf(given(...history, ...events).state);
  } catch (error) {
    const { status = '' } = (error as { details: { status?: string } }).details;
    return `${errorCode(error)} ${status}`.trim();
  }
};

describe('the table of the machine', () => {
  it.each(places)('starts from an incident that is %s', (place) => expect(placeOf(given(...histories[place]).state)).toBe(place));

  it('has every command of every slice but the import', () => {
    const features = path.join(__dirname, '../features');
    const files = readdirSync(features, { recursive: true, encoding: 'utf8' }).filter((file) => /^[^.]+\.ts$/.test(file));
    const commands = files.flatMap((file) => [...readFileSync(path.join(features, file), 'utf8').matchAll(/= IncidentCommand<\s*'(\w+)'/g)].map(([, type]) => type));
    const named = new Set(table.map(({ name }) => name.split(' ')[0]));
    expect([...named].sort()).toEqual(commands.filter((type) => type !== 'ImportIncident').sort());
  });
});

describe.each(table)('$name', ({ name, attempt, ways, before }) => {
  it.each(places)('from %s', (place) => {
    expect(outcome(attempt, [...histories[place], ...before])).toBe(ways[place] ?? `invalid-transition ${statusOf(place)}`);
  });

  it('from nothing', () => expect(outcome(attempt, [])).toMatch(name.startsWith('LogIncident') ? /^New$/ : /^(not-found|invalid-transition Absent)$/));
});
