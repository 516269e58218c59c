import type { NewEvent } from '@firebreak/event-sourcing';
import { specFor, type GivenEvent } from '@firebreak/event-sourcing-testing';
import fc from 'fast-check';
import { incidentAggregate } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { MappedCase } from '../../domain/origin/mapped-case';
import * as incident from '../../testing/incident-builders';
import { at } from '../../testing/incident-builders';
import { activity, importOf, mappedCase, provenanceOf, says, status, type RowStep } from '../../testing/mapped-case-builders';
import { importIncident } from './import-incident';

const given = specFor(incidentAggregate);
const emptyState = incidentAggregate.initialState;

const imported = (whole: MappedCase): readonly GivenEvent<IncidentEvent>[] =>
  importIncident(importOf(whole), emptyState).map((each) => ({ ...each, origin: 'imported' as const }));

const eventsOf = (...rows: readonly RowStep[]): readonly NewEvent<IncidentEvent>[] => importIncident(importOf(mappedCase(...rows)), emptyState);
/** What the last row gives, as type and data. */
const lastRow = (...rows: readonly RowStep[]): readonly IncidentEvent[] =>
  eventsOf(...rows)
    .filter(({ provenance }) => provenance?.step === rows.length)
    .map(({ type, data }) => ({ type, data }) as IncidentEvent);
const lastTypes = (...rows: readonly RowStep[]): readonly string[] => lastRow(...rows).map(({ type }) => type);

const logged = incident.logged({
  number: 'INC-9',
  title: 'legacy L-7',
  source: 'legacy',
  channel: 'import',
  openedAt: at(-5),
  openedBy: 'ada',
  caller: null,
  externalId: 'L-7',
});
const queued = status('new', { group: 'network' });
const active = status('in-progress', { group: 'network' });
const resolved = status('resolved');
const closed = status('closed');

describe('import incident produces', () => {
  it('the log, with the time of the row and where it comes from', () => {
    const whole = mappedCase(status('new'));
    given().when(importIncident, importOf(whole)).then({ ...logged, occurredAt: at(0), provenance: provenanceOf(whole, 1), actor: 'ada' } as GivenEvent<IncidentEvent>);
  });

  it('what the log itself says: title, channel, opener, caller, service, times', () => {
    const fields = { title: 'Mail is down', channel: 'Phone', opener: 'bo', caller: 'cy', service: 'mail', configurationItem: 'mx1', fingerprint: 'f1' };
    const whole = mappedCase({ ...status('new', fields), times: { openedAt: at(-9), detectedAt: at(-10), impactStartedAt: at(-11) } });
    const { opener: openedBy, ...said } = fields;
    const expected = { ...logged.data, ...said, channel: 'phone' as const, openedBy, openedAt: at(-9), detectedAt: at(-10), impactStartedAt: at(-11) };
    given().when(importIncident, importOf(whole)).then(incident.logged(expected));
  });

  it('an opening inferred from the first row where the source has none', () =>
    given().when(importIncident, importOf(mappedCase({ ...status('new'), times: {} }))).then(incident.logged({ ...logged.data, openedAt: at(0), openedAtInferred: true })));

  it('the assignment made with the log as initial, after an inferred triage', () =>
    given()
      .when(importIncident, importOf(mappedCase(queued)))
      .then(logged, incident.triaged({ inferred: true }), incident.assigned({ group: 'network', assignee: null, initial: true })));

  it('a triage that is complete as no inference, and a priority from the matrix beside the words of the source', () => {
    const fields = { category: 'mail', service: 'mail', impact: 1, urgency: 2, sourcePriority: '1 - Critical' } as const;
    const source = { priority: '1 - Critical', impact: null, urgency: null };
    const categorized = incident.categorized({ category: 'mail', subcategory: null, service: 'mail', configurationItem: null, taxonomyVersion: null });
    const prioritized = incident.prioritized({ impact: 1, urgency: 2, priority: 'P2', matrixVersion: 0, source });
    const whole = mappedCase(status('new', fields));
    given().when(importIncident, importOf(whole)).then(incident.logged({ ...logged.data, service: 'mail' }), categorized, prioritized, incident.triaged());
  });

  it('work as the own step of a first row that is active, everything before it inferred', () =>
    given()
      .when(importIncident, importOf(mappedCase(status('in-progress'))))
      .then(
        logged,
        incident.triaged({ inferred: true }),
        incident.assigned({ group: null, assignee: null, inferred: true }),
        incident.workStarted({ startedBy: 'ada' }),
      ));

  it('work of a machine as no human acknowledgement', () =>
    expect(lastRow(queued, { ...active, machine: true })).toEqual([incident.workStarted({ startedBy: 'ada', human: false })]));

  it('no priority while impact or urgency is unknown', () =>
    expect(lastRow(queued, says({ impact: 1 }))).toEqual([
      incident.prioritized({ impact: 1, urgency: null, priority: null, matrixVersion: null }),
    ]));

  it('a group that goes missing as an assignment to nobody', () =>
    expect(lastRow(queued, says({ group: null }))).toEqual([incident.assigned({ group: null, assignee: null, reason: 'cleared in the source' })]));

  it('a hold from New, and another reason as a new hold', () => {
    const hold = { followUpAt: null, comment: null, linkedId: null, policyVersion: null };
    expect(lastRow(status('new'), status('on-hold', {}, 'evidence'))).toEqual([incident.putOnHold({ ...hold, reason: 'evidence' })]);
    expect(lastRow(status('new'), status('on-hold', {}, 'caller'), status('on-hold', { problem: 'P1' }, 'problem'))).toEqual([
      incident.linkedToProblem({ problem: 'P1' }),
      incident.putOnHold({ ...hold, reason: 'problem', linkedId: 'P1' }),
    ]);
  });

  it('the end of a hold: back to where it was, and on to work where the row says so', () => {
    const resumed = incident.resumed({ reason: 'imported' });
    expect(lastRow(active, status('on-hold', {}, 'vendor'), active)).toEqual([resumed]);
    expect(lastRow(queued, status('on-hold', {}, 'vendor'), status('new'))).toEqual([resumed]);
    expect(lastRow(queued, status('on-hold', {}, 'vendor'), active)).toEqual([resumed, incident.workStarted({ startedBy: 'ada' })]);
  });

  it('a close without a resolution as both, the resolution inferred', () =>
    expect(lastRow(active, closed)).toEqual([
      incident.resolved({ resolutionCode: 'imported', causeCode: 'unknown', notes: '', restoredAt: null, resolvedBy: 'ada', inferred: true }),
      incident.closed({ by: 'import' }),
    ]));

  it('a second close as repeated, without a reopening', () =>
    expect(lastRow(active, resolved, closed, closed)).toEqual([incident.closed({ by: 'import', repeated: true })]));

  it('any other status after the resolution as a reopening, even an unknown one', () => {
    const again = (reason: string): IncidentEvent => incident.reopened({ reason, policyVersion: null }) as IncidentEvent;
    expect(lastRow(active, resolved, status('new'))).toEqual([again('Status new')]);
    expect(lastRow(active, closed, status('unknown'))).toEqual([again('Status unknown')]);
    expect(lastTypes(active, resolved, status('on-hold', {}, 'caller'))).toEqual(['IncidentReopened', 'IncidentPutOnHold']);
    expect(lastTypes(active, resolved, status('cancelled'))).toEqual(['IncidentReopened', 'IncidentCancelled']);
  });

  it('a reopening by its own activity only', () => {
    expect(lastTypes(activity('log'), activity('close'), activity('reopen'))).toEqual(['IncidentReopened']);
    for (const other of ['start', 'hold', 'assign', 'resume', 'resolve', 'cancel'] as const) {
      expect(lastTypes(activity('log'), activity('close'), activity(other))).toEqual(['IncidentSourceActivityRecorded']);
    }
  });

  it('a group change in the row of a reopening as an ordinary one, after the resolution as late', () => {
    expect(lastRow(active, resolved, status('in-progress', { group: 'storage' }))).toMatchObject([
      { type: 'IncidentReopened' },
      { type: 'IncidentAssigned', data: { group: 'storage', late: false } },
    ]);
    expect(lastRow(active, resolved, says({ group: 'storage', category: 'disk', impact: 3 }))).toMatchObject([
      { type: 'IncidentCategorized', data: { late: true } },
      { type: 'IncidentPrioritized', data: { late: true } },
      { type: 'IncidentAssigned', data: { group: 'storage', late: true } },
    ]);
  });

  it('links as they come and go', () => {
    expect(lastTypes(queued, says({ problem: 'P1', change: 'C1', causedBy: 'C2' }))).toEqual(['IncidentLinkedToProblem', 'IncidentLinkedToChange', 'IncidentLinkedToChange']);
    expect(lastRow(queued, says({ change: 'C1', causedBy: 'C1' }), says({ causedBy: null }))).toEqual([
      incident.linkedToChange({ change: 'C1', relation: 'fixed-by', confidence: null }),
    ]);
    expect(lastRow(queued, says({ problem: 'P1' }), says({ problem: 'P2' }))).toEqual([
      incident.unlinkedFromProblem({ problem: 'P1', reason: 'no longer in the source' }),
      incident.linkedToProblem({ problem: 'P2' }),
    ]);
  });

  it('times said later as milestones, and another opening as a correction', () => {
    expect(lastRow(queued, says({}, { mitigatedAt: at(7) }))).toEqual([incident.milestoneRecorded({ kind: 'mitigated', at: at(7) })]);
    expect(lastRow(queued, says({}, { openedAt: at(-8) }))).toEqual([incident.timeCorrected({ at: at(-8), was: at(-5), reason: 'said later in the source' })]);
    expect(lastRow(active, { ...resolved, times: { restoredAt: at(9) } })).toMatchObject([{ data: { kind: 'restored' } }, { data: { restoredAt: at(9) } }]);
  });

  it('a code that is ours as the code, any other as its words', () => {
    expect(lastRow(active, status('resolved', { resolutionCode: 'workaround', causeCode: 'disk' }))).toMatchObject([{ data: { resolutionCode: 'workaround', causeCode: 'disk' } }]);
    expect(lastRow(active, status('resolved', { resolutionCode: 'code 5' }))).toMatchObject([{ data: { resolutionCode: 'imported', notes: 'code 5' } }]);
  });

  it('what changes nothing as the activity of the source', () => {
    const recorded = (what: string): IncidentEvent => incident.sourceActivityRecorded({ activity: what }) as IncidentEvent;
    expect(lastRow(queued, status('new'))).toEqual([recorded('Status new')]);
    expect(lastRow(active, closed, resolved)).toEqual([recorded('Status resolved')]);
    expect(lastRow(queued, says({}))).toEqual([recorded('update')]);
    expect(lastTypes(queued, activity('other', { group: 'storage' }))).toEqual(['IncidentAssigned', 'IncidentSourceActivityRecorded']);
    expect(lastTypes(queued, says({ note: 'called back' }))).toEqual(['IncidentNoteAdded']);
  });

  it('nothing but links, notes and activities after a cancellation', () =>
    expect(lastTypes(queued, status('cancelled'), status('in-progress', { group: 'storage', problem: 'P1', note: 'hm' }))).toEqual([
      'IncidentLinkedToProblem',
      'IncidentNoteAdded',
      'IncidentSourceActivityRecorded',
    ]));

  it('a milestone that comes after the close as an activity', () =>
    expect(lastRow(active, closed, says({}, { restoredAt: at(3) }))).toEqual([incident.sourceActivityRecorded({ activity: `restored ${at(3)}` })]));

  it('rows before the opening raised to it and marked', () => {
    const whole = mappedCase({ ...status('new'), times: { openedAt: at(15) } }, active, resolved);
    const times = importIncident(importOf(whole), emptyState).map(({ occurredAt, provenance }) => [provenance?.step, occurredAt, provenance?.adjustedFrom]);
    expect(new Set(times.map((each) => JSON.stringify(each)))).toEqual(
      new Set([[1, at(15), at(0)], [2, at(15), at(10)], [3, at(20), null]].map((each) => JSON.stringify(each))),
    );
  });
});

describe('import incident refuses', () => {
  it('a case without steps', () => given().when(importIncident, importOf({ source: 'legacy', caseId: 'L-7', steps: [] })).thenRefused('missing-data'));

  it('a row that sorts before one that was imported, by its row', () => {
    const between = { ...says({ category: 'mail' }), row: 77, at: at(5) };
    given(...imported(mappedCase(queued, active))).when(importIncident, importOf(mappedCase(queued, between, active))).thenRefused('history-diverged', { file: 'audit.csv', row: 77 });
  });

  it('a row that says something else than before', () =>
    given(...imported(mappedCase(queued, active))).when(importIncident, importOf(mappedCase(queued, resolved))).thenRefused('history-diverged', { row: 3 }));

  it('new rows of an incident that has been worked on here since', () =>
    given(...imported(mappedCase(queued)), incident.noteAdded()).when(importIncident, importOf(mappedCase(queued, active))).thenRefused('history-diverged', { row: 3 }));

  it('a step that is still to come, by its row', () => {
    const ahead = { ...active, row: 9, at: at(10_001) };
    given().when(importIncident, importOf(mappedCase(queued, ahead))).thenRefused('invalid-time', { file: 'audit.csv', row: 9 });
    given().when(importIncident, importOf(mappedCase({ ...status('new'), times: { openedAt: at(10_001) } }))).thenRefused('invalid-time', { row: 2 });
  });

  it('a case whose incident was logged here', () =>
    given(incident.logged()).when(importIncident, importOf(mappedCase(queued))).thenRefused('history-diverged', { row: 2 }));
});

describe('import incident stays quiet', () => {
  it('for the same case again, and for a beginning of it', () => {
    const rows = [queued, active, resolved, closed];
    given(...imported(mappedCase(...rows))).when(importIncident, importOf(mappedCase(...rows))).thenNothing();
    given(...imported(mappedCase(...rows))).when(importIncident, importOf(mappedCase(...rows.slice(0, 2)))).thenNothing();
  });

  it('for the same case again after live work', () =>
    given(...imported(mappedCase(queued)), incident.noteAdded()).when(importIncident, importOf(mappedCase(queued))).thenNothing());
});

const statusRow = fc
  .tuple(fc.constantFrom('new', 'triaged', 'assigned', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled', 'unknown'), fc.constantFrom('caller', 'vendor', null))
  .map(([word, reason]) => status(word, {}, word === 'on-hold' ? reason : null));
const activityRow = fc
  .constantFrom('log', 'assign', 'start', 'hold', 'resume', 'resolve', 'reopen', 'close', 'cancel', 'note', 'other')
  .map((word) => activity(word, {}, word === 'hold' ? 'vendor' : null));
const fieldsOfRow = fc.record(
  { group: fc.constantFrom('network', 'storage', null), assignee: fc.constantFrom('ada', null), category: fc.constantFrom('mail', 'disk'), impact: fc.constantFrom(1, 2, 3), urgency: fc.constantFrom(1, 2), problem: fc.constantFrom('P1', null), change: fc.constantFrom('C1', null) },
  { requiredKeys: [] },
);
const anyRow = fc.tuple(fc.oneof(statusRow, activityRow), fieldsOfRow).map(([row, fields]): RowStep => ({ ...row, fields: fields as RowStep['fields'] & object }));
const anyRows = fc.array(anyRow, { minLength: 1, maxLength: 12 });

describe('any case', () => {
  it('gives every row an event, in parts the same as at once', () => {
    fc.assert(
      fc.property(anyRows, fc.nat(11), (rows, cut) => {
        const all = importIncident(importOf(mappedCase(...rows)), emptyState);
        expect(new Set(all.map(({ provenance }) => provenance?.step)).size).toBe(rows.length);
        const first = imported(mappedCase(...rows.slice(0, 1 + (cut % rows.length))));
        given(...first).when(importIncident, importOf(mappedCase(...rows))).then(...all.slice(first.length));
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
