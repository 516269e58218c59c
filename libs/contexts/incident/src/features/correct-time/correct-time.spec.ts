import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { assignee, caller, desk, incidentManager, resolver } from '../../testing/incident-actors';
import { at, logged, milestoneRecorded, resolved, timeCorrected, workStarted } from '../../testing/incident-builders';
import { correct } from '../../testing/incident-command-builders';
import { assignedIncident, cancelledIncident, closedIncident, held, newIncident, reopenedIncident, resolvedIncident, startedIncident } from '../../testing/incident-histories';
import { correctTime } from './correct-time';

const given = specFor(incidentAggregate);
const manager = (id: string) => ({ ...incidentManager, id });
const resolvedAt = (minutes: number) => [...startedIncident, resolved({}, at(minutes))];
const restored = [...startedIncident, milestoneRecorded({ kind: 'impact-started', at: at(10) }), milestoneRecorded({ kind: 'restored', at: at(20) })];

describe('produces', () => {
  it('the time it was opened, with the former one', () => given(...newIncident).when(correctTime, correct()).then(timeCorrected()));
  it.each([
    ['InProgress', startedIncident],
    ['OnHold', held(startedIncident)],
    ['Resolved', resolvedIncident],
    ['Closed', closedIncident],
  ])('a correction of one that is %s', (_, history) =>
    given(...history).when(correctTime, correct()).then(timeCorrected()));
  it.each(['impact-started', 'detected', 'acknowledged', 'mitigated', 'restored'] as const)('the milestone %s', (which) =>
    given(...newIncident, milestoneRecorded({ kind: which }))
      .when(correctTime, correct({ which, at: at(60) }))
      .then(timeCorrected({ which, at: at(60), was: at(110) })));
  it('the acknowledgement that StartWork was', () =>
    given(...startedIncident)
      .when(correctTime, correct({ which: 'acknowledged', at: at(3) }))
      .then(timeCorrected({ which: 'acknowledged', at: at(3), was: at(5) })));
  it.each([['the opening', at(0)], ['now', at(120)]])('a resolution at %s', (_, time) =>
    given(...resolvedAt(100))
      .when(correctTime, correct({ which: 'resolved', at: time }))
      .then(timeCorrected({ which: 'resolved', at: time, was: at(100) })));
  it('a correction of a corrected time', () =>
    given(...newIncident, timeCorrected()).when(correctTime, correct({ at: at(-20) })).then(timeCorrected({ at: at(-20), was: at(-30) })));
  it('a correction by the resolver once it is reopened', () =>
    given(...reopenedIncident).when(correctTime, correct().as(manager(assignee.id))).then(timeCorrected()));
  it('an opening at the resolution', () =>
    given(...resolvedAt(100)).when(correctTime, correct({ at: at(100) })).then(timeCorrected({ at: at(100) })));
});

describe('refuses', () => {
  it.each([['caller', caller], ['desk', desk], ['assignee', assignee]])('the %s', (_, actor) =>
    given(...startedIncident)
      .when(correctTime, correct().as(actor))
      .thenRefused('not-permitted', { rule: 'the incident manager corrects times' }));
  it.each([['Resolved', resolvedIncident], ['Closed', closedIncident]])('the assignee once %s, even as incident manager', (_, history) =>
    given(...history)
      .when(correctTime, correct().as(manager(assignee.id)))
      .thenRefused('not-permitted', { whatToDo: 'ask another incident manager' }));
  it('whoever resolved it, even as incident manager', () =>
    given(...startedIncident, resolved({ resolvedBy: resolver.id }))
      .when(correctTime, correct().as(manager(resolver.id)))
      .thenRefused('not-permitted'));
  it('without a reason', () =>
    given(...newIncident).when(correctTime, correct({ reason: '' })).thenRefused('missing-data', { missing: ['reason'] }));
  it.each(['resolved', 'mitigated'] as const)('%s where no such time is recorded', (which) =>
    given(...newIncident).when(correctTime, correct({ which })).thenRefused('missing-data', { missing: [which] }));
  it.each([['a machine made', { human: false }], ['was inferred', { inferred: true }]])('an acknowledgement where the start %s', (_, start) =>
    given(...assignedIncident, workStarted(start))
      .when(correctTime, correct({ which: 'acknowledged' }))
      .thenRefused('missing-data', { missing: ['acknowledged'] }));
  it('a time after now', () =>
    given(...newIncident).when(correctTime, correct({ at: at(121) }).at(at(120))).thenRefused('invalid-time', { field: 'at' }));
  it('a resolution before the opening', () =>
    given(logged({ openedAt: at(10) }), ...resolvedAt(100).slice(1))
      .when(correctTime, correct({ which: 'resolved', at: at(9) }))
      .thenRefused('time-order'));
  it('an opening after the resolution', () =>
    given(...resolvedAt(100)).when(correctTime, correct({ at: at(101) })).thenRefused('time-order'));
  it('a restoration before the impact', () =>
    given(...restored).when(correctTime, correct({ which: 'restored', at: at(9) })).thenRefused('time-order'));
  it('an impact after the restoration', () =>
    given(...restored).when(correctTime, correct({ which: 'impact-started', at: at(21) })).thenRefused('time-order'));
  it('what was cancelled', () =>
    given(...cancelledIncident).when(correctTime, correct()).thenRefused('invalid-transition', { status: 'Cancelled' }));
});

describe('stays quiet', () => {
  it('when that is the time already', () => given(...newIncident, timeCorrected()).when(correctTime, correct()).thenNothing());
});
