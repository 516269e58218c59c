import { plusMillis } from '@firebreak/event-sourcing';
import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { defaultPolicies } from '../../domain/policies/policies';
import { caller, desk, incidentManager, stranger } from '../../testing/incident-actors';
import { at, logged, milestoneRecorded, reopened, resolved } from '../../testing/incident-builders';
import { record } from '../../testing/incident-command-builders';
import { cancelledIncident, closedIncident, held, newIncident, resolvedIncident, startedIncident } from '../../testing/incident-histories';
import { recordMilestone } from './record-milestone';

const given = specFor(incidentAggregate);
const now = at(120);
const free = plusMillis(now, -defaultPolicies.backdating.policy.freeMs);
const past = plusMillis(free, -1);
const impactAt = (minutes: number) => [logged({ impactStartedAt: at(minutes) }), ...startedIncident.slice(1)];
const restored = milestoneRecorded({ kind: 'restored', at: at(100) });
const relapsed = reopened({ impact: 'relapsed', relapsedAt: at(115) });

describe('produces', () => {
  it.each(['impact-started', 'detected', 'acknowledged', 'mitigated', 'restored'] as const)('%s', (kind) =>
    given(...startedIncident).when(recordMilestone, record({ kind })).then(milestoneRecorded({ kind })));
  it.each([
    ['New', newIncident],
    ['OnHold', held(startedIncident)],
    ['Resolved', resolvedIncident],
  ])('a milestone of one that is %s', (_, history) =>
    given(...history).when(recordMilestone, record()).then(milestoneRecorded()));
  it.each([['resolver of any group', stranger], ['incident manager', incidentManager]])('what the %s saw', (_, actor) =>
    given(...startedIncident).when(recordMilestone, record().as(actor)).then(milestoneRecorded()));
  it('one at this instant', () =>
    given(...startedIncident).when(recordMilestone, record({ at: now }).at(now)).then(milestoneRecorded({ at: now })));
  it('one as old as may be without a reason', () =>
    given(...startedIncident).when(recordMilestone, record({ at: free }).at(now)).then(milestoneRecorded({ at: free })));
  it('an older one with a reason, flagged', () =>
    given(...startedIncident)
      .when(recordMilestone, record({ at: past, reason: 'seen in the graph' }).at(now))
      .then(milestoneRecorded({ at: past, reason: 'seen in the graph', backdated: true })));
  it('a restoration at the start of the impact', () =>
    given(...impactAt(110)).when(recordMilestone, record({ kind: 'restored' })).then(milestoneRecorded({ kind: 'restored' })));
  it('the impact again, from the restoration on', () =>
    given(...startedIncident, milestoneRecorded({ kind: 'restored' }))
      .when(recordMilestone, record({ kind: 'impact-resumed' }))
      .then(milestoneRecorded({ kind: 'impact-resumed' })));
  it('the impact again after a reopen that was none', () =>
    given(...resolvedIncident, reopened({ impact: 'none' }))
      .when(recordMilestone, record({ kind: 'impact-resumed' }))
      .then(milestoneRecorded({ kind: 'impact-resumed' })));
  it('a milestone anew at another time', () =>
    given(...startedIncident, milestoneRecorded({ at: at(108) })).when(recordMilestone, record()).then(milestoneRecorded()));
});

describe('refuses', () => {
  it('another restoration once resolved: that is a correction', () =>
    given(...resolvedIncident).when(recordMilestone, record({ kind: 'restored', reason: 'it was earlier' })).thenRefused('already-recorded'));
  it.each([['caller', caller], ['desk', desk]])('the %s', (_, actor) =>
    given(...startedIncident).when(recordMilestone, record().as(actor)).thenRefused('not-permitted'));
  it('one after now', () =>
    given(...startedIncident).when(recordMilestone, record({ at: at(121) }).at(now)).thenRefused('invalid-time', { field: 'at' }));
  it('one a millisecond too old without a reason', () =>
    given(...startedIncident)
      .when(recordMilestone, record({ at: past }).at(now))
      .thenRefused('missing-data', { missing: ['reason'], rule: 'backdating policy version 0' }));
  it.each(['detected', 'mitigated', 'restored'] as const)('%s before the impact', (kind) =>
    given(...impactAt(111))
      .when(recordMilestone, record({ kind }))
      .thenRefused('time-order', { rule: 'at is not before impactStartedAt' }));
  it('an impact that starts after the restoration', () =>
    given(...startedIncident, restored)
      .when(recordMilestone, record({ kind: 'impact-started' }))
      .thenRefused('time-order', { rule: 'at is not after restoredAt' }));
  it('the impact again where nothing was restored', () =>
    given(...startedIncident)
      .when(recordMilestone, record({ kind: 'impact-resumed' }))
      .thenRefused('missing-data', { missing: ['restored milestone'] }));
  it.each(['never-restored', 'relapsed'] as const)('the impact again where a reopen says %s', (impact) =>
    given(...resolvedIncident, reopened({ impact, relapsedAt: null }))
      .when(recordMilestone, record({ kind: 'impact-resumed' }))
      .thenRefused('missing-data', { missing: ['restored milestone'] }));
  it('the impact again before the restoration', () =>
    given(...startedIncident, resolved({ restoredAt: at(111) }))
      .when(recordMilestone, record({ kind: 'impact-resumed' }))
      .thenRefused('time-order'));
  it('a restoration before the relapse', () =>
    given(...resolvedIncident, relapsed)
      .when(recordMilestone, record({ kind: 'restored' }))
      .thenRefused('time-order', { rule: 'at is not before relapsedAt' }));
  it.each([['Closed', closedIncident], ['Cancelled', cancelledIncident]])('one that is %s', (status, history) =>
    given(...history).when(recordMilestone, record()).thenRefused('invalid-transition', { status }));
});

describe('stays quiet', () => {
  it('when it is recorded so already', () => given(...startedIncident, milestoneRecorded()).when(recordMilestone, record()).thenNothing());
});
