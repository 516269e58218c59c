import { plusMillis } from '@firebreak/event-sourcing';
import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { defaultPolicies, type ReopenPolicy, type Versioned } from '../../domain/policies/policies';
import { assignee, auditor, caller, desk, incidentManager, opener, outsider, stranger } from '../../testing/incident-actors';
import { at, closed, logged, reopened, resolved, timeCorrected } from '../../testing/incident-builders';
import { reopen } from '../../testing/incident-command-builders';
import { cancelledIncident, closedIncident, held, newIncident, reopenedIncident, resolvedIncident, startedIncident } from '../../testing/incident-histories';
import { reopenIncident } from './reopen-incident';

const given = specFor(incidentAggregate);
const never: Versioned<ReopenPolicy> = { version: 2, policy: { windowMs: 3_600_000, fromClosed: false } };
const day: Versioned<ReopenPolicy> = { version: 3, policy: { windowMs: 24 * 3_600_000, fromClosed: true } };
const { windowMs } = defaultPolicies.reopen.policy;
const resolvedAt = (minutes: number) => [...startedIncident, resolved({}, at(minutes))];
const resolvedTwice = [...resolvedAt(10), reopened({}, at(20)), resolved({ cycle: 2 }, at(30))];
const relapse = { impact: 'relapsed', relapsedAt: at(60) } as const;

describe('produces', () => {
  it.each([
    ['caller', caller],
    ['desk', desk],
    ['assignee', assignee],
    ['resolver of any group', stranger],
    ['incident manager', incidentManager],
  ])('a new cycle, by the %s', (_, actor) =>
    given(...resolvedIncident).when(reopenIncident, reopen().as(actor)).then(reopened()));
  it('a new cycle by the one who opened it', () =>
    given(logged({ openedBy: opener.id }), ...resolvedIncident.slice(1)).when(reopenIncident, reopen().as(opener)).then(reopened()));
  it('a closed one by the incident manager', () =>
    given(...closedIncident).when(reopenIncident, reopen().as(incidentManager)).then(reopened()));
  it('the third cycle', () => given(...resolvedTwice).when(reopenIncident, reopen()).then(reopened({ cycle: 3 })));
  it('a reopen without impact', () =>
    given(...resolvedIncident).when(reopenIncident, reopen({ impact: 'none' })).then(reopened({ impact: 'none' })));
  it('a relapse with its time', () => given(...resolvedIncident).when(reopenIncident, reopen(relapse)).then(reopened(relapse)));
  it.each([['at the restoration', at(5)], ['now', at(120)]])('a relapse %s', (_, relapsedAt) =>
    given(...resolvedIncident)
      .when(reopenIncident, reopen({ ...relapse, relapsedAt }).at(at(120)))
      .then(reopened({ ...relapse, relapsedAt })));
  it('no time of relapse where there was none', () =>
    given(...resolvedIncident).when(reopenIncident, reopen({ impact: 'none', relapsedAt: at(60) })).then(reopened({ impact: 'none' })));
  it('at the last instant of the window', () =>
    given(...resolvedAt(10)).when(reopenIncident, reopen().at(plusMillis(at(10), windowMs))).then(reopened()));
  it('at the last instant counted from the latest resolution', () =>
    given(...resolvedTwice).when(reopenIncident, reopen().at(plusMillis(at(30), windowMs))).then(reopened({ cycle: 3 })));
  it('within the window of the policy it was given, with its version', () =>
    given(...resolvedAt(10)).when(reopenIncident, reopen({ policy: day }).at(at(10 + 24 * 60))).then(reopened({ policyVersion: 3 })));
});

describe('refuses', () => {
  it('one millisecond past the window, saying what to do', () =>
    given(...resolvedAt(10))
      .when(reopenIncident, reopen().at(plusMillis(at(10), windowMs + 1)))
      .thenRefused('reopen-window-over', { rule: 'reopen policy version 0', whatToDo: 'log a new incident that reopens this one' }));
  it('past the window counted from the latest resolution', () =>
    given(...resolvedTwice).when(reopenIncident, reopen().at(plusMillis(at(30), windowMs + 1))).thenRefused('reopen-window-over'));
  it('past the window from a closing that came later', () =>
    given(...resolvedAt(10), closed({}, at(600)))
      .when(reopenIncident, reopen().as(incidentManager).at(plusMillis(at(600), windowMs)))
      .thenRefused('reopen-window-over'));
  it('past the window from the corrected resolution', () =>
    given(...resolvedAt(100), timeCorrected({ which: 'resolved', at: at(10), was: at(100) }))
      .when(reopenIncident, reopen().at(plusMillis(at(10), windowMs + 1)))
      .thenRefused('reopen-window-over'));
  it.each([['caller', caller], ['desk', desk], ['assignee', assignee]])('a closed one to the %s', (_, actor) =>
    given(...closedIncident)
      .when(reopenIncident, reopen().as(actor))
      .thenRefused('not-permitted', { whatToDo: 'log a new incident that reopens this one' }));
  it('a closed one to the incident manager where policy does not allow it', () =>
    given(...closedIncident).when(reopenIncident, reopen({ policy: never }).as(incidentManager)).thenRefused('not-permitted'));
  it.each([['outsider', outsider], ['auditor', auditor], ['opener of another one', opener]])('the %s', (_, actor) =>
    given(...resolvedIncident)
      .when(reopenIncident, reopen().as(actor))
      .thenRefused('not-permitted', { rule: 'the caller, the opener or an agent reopens' }));
  it('without a reason', () =>
    given(...resolvedIncident).when(reopenIncident, reopen({ reason: '' })).thenRefused('missing-data', { missing: ['reason'] }));
  it('a relapse without its time', () =>
    given(...resolvedIncident)
      .when(reopenIncident, reopen({ impact: 'relapsed' }))
      .thenRefused('missing-data', { missing: ['relapsedAt'] }));
  it('a relapse before the restoration', () =>
    given(...resolvedIncident)
      .when(reopenIncident, reopen({ ...relapse, relapsedAt: at(4) }))
      .thenRefused('time-order', { field: 'relapsedAt' }));
  it('a relapse after now', () =>
    given(...resolvedIncident)
      .when(reopenIncident, reopen({ ...relapse, relapsedAt: at(121) }).at(at(120)))
      .thenRefused('invalid-time', { field: 'relapsedAt' }));
  it.each([
    ['New', newIncident],
    ['InProgress', startedIncident],
    ['OnHold', held(startedIncident)],
    ['Cancelled', cancelledIncident],
  ])('one that is %s', (status, history) =>
    given(...history).when(reopenIncident, reopen()).thenRefused('invalid-transition', { status }));
  it('one that was reopened for another reason', () =>
    given(...reopenedIncident)
      .when(reopenIncident, reopen({ reason: 'another' }))
      .thenRefused('invalid-transition', { status: 'InProgress' }));
});

describe('stays quiet', () => {
  it('when it was reopened so already', () => given(...reopenedIncident).when(reopenIncident, reopen()).thenNothing());
  it('when it was reopened so, whatever time was named for no relapse', () =>
    given(...reopenedIncident).when(reopenIncident, reopen({ relapsedAt: at(60) })).thenNothing());
});
