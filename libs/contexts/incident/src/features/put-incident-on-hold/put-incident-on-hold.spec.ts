import { plusMillis } from '@firebreak/event-sourcing';
import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { defaultPolicies, type HoldPolicy, type Versioned } from '../../domain/policies/policies';
import { assignee, caller, desk, incidentManager, resolver, stranger } from '../../testing/incident-actors';
import { at, linkedToChange, linkedToProblem, putOnHold, unlinkedFromChange, unlinkedFromProblem } from '../../testing/incident-builders';
import { hold, holdForCaller } from '../../testing/incident-command-builders';
import { assignedIncident, closedIncident, held, heldForCaller, newIncident, resolvedIncident, startedIncident, triagedIncident } from '../../testing/incident-histories';
import { putIncidentOnHold } from './put-incident-on-hold';

const given = specFor(incidentAggregate);
const forCaller = putOnHold({ reason: 'caller', comment: 'Which browser?', linkedId: null });
const now = at(120);
const latest = plusMillis(now, defaultPolicies.hold.policy.maxFollowUpMs);
const linked = [linkedToChange({ change: 'CASE-77' }), linkedToProblem({ problem: 'CASE-77' })];
const hour: Versioned<HoldPolicy> = { version: 5, policy: { maxFollowUpMs: 3_600_000 } };

describe('produces', () => {
  it('a hold for the vendor', () => given(...startedIncident).when(putIncidentOnHold, hold()).then(putOnHold()));
  it.each(['evidence', 'scheduled'] as const)('a hold for %s, which needs nothing else', (reason) =>
    given(...startedIncident).when(putIncidentOnHold, hold({ reason, linkedId: null })).then(putOnHold({ reason, linkedId: null })));
  it.each(['change', 'problem'] as const)('a hold for a %s with its id', (reason) =>
    given(...startedIncident, ...linked).when(putIncidentOnHold, hold({ reason })).then(putOnHold({ reason })));
  it('a hold for the caller, by a member of the group', () =>
    given(...assignedIncident).when(putIncidentOnHold, holdForCaller().as(resolver)).then(forCaller));
  it('a hold for the caller while it is new and with the desk', () =>
    given(...newIncident).when(putIncidentOnHold, holdForCaller().as(desk)).then(forCaller));
  it('a hold of a triaged one by the incident manager', () =>
    given(...triagedIncident).when(putIncidentOnHold, hold().as(incidentManager)).then(putOnHold()));
  it('the next interval for a new reason', () => given(...held(startedIncident)).when(putIncidentOnHold, holdForCaller()).then(forCaller));
  it('the next interval for another question to the caller', () =>
    given(...heldForCaller(startedIncident))
      .when(putIncidentOnHold, holdForCaller({ comment: 'Which version?' }))
      .then(putOnHold({ ...forCaller.data, comment: 'Which version?' })));
  it.each([['one millisecond from now', plusMillis(now, 1)], ['at the maximum of the policy', latest]])('a follow-up %s', (_, followUpAt) =>
    given(...startedIncident).when(putIncidentOnHold, hold({ followUpAt }).at(now)).then(putOnHold({ followUpAt })));
  it('the version of the policy', () =>
    given(...startedIncident)
      .when(putIncidentOnHold, hold({ followUpAt: at(180), policy: hour }).at(now))
      .then(putOnHold({ followUpAt: at(180), policyVersion: 5 })));
});

describe('refuses', () => {
  it.each(['change', 'problem', 'vendor'] as const)('a hold for a %s without its id', (reason) =>
    given(...startedIncident)
      .when(putIncidentOnHold, hold({ reason, linkedId: null }))
      .thenRefused('missing-data', { missing: ['linkedId'] }));
  it.each([
    ['change', [linkedToProblem({ problem: 'CASE-77' })]],
    ['change', [...linked, unlinkedFromChange({ change: 'CASE-77' })]],
    ['problem', [linkedToChange({ change: 'CASE-77' })]],
    ['problem', [...linked, unlinkedFromProblem({ problem: 'CASE-77' })]],
  ] as const)('a hold for a %s that is not linked', (reason, links) =>
    given(...startedIncident, ...links).when(putIncidentOnHold, hold({ reason })).thenRefused('not-linked', { field: 'linkedId' }));
  it('a hold for the caller without a public comment', () =>
    given(...startedIncident)
      .when(putIncidentOnHold, holdForCaller({ comment: null }))
      .thenRefused('missing-data', { missing: ['comment'] }));
  it.each(['change', 'problem', 'vendor', 'evidence', 'scheduled'] as const)('a new one for %s', (reason) =>
    given(...newIncident).when(putIncidentOnHold, hold({ reason }).as(desk)).thenRefused('invalid-transition', { status: 'New' }));
  it.each([['now', now], ['before now', at(119)], ['past the maximum', plusMillis(latest, 1)]])('a follow-up %s', (_, followUpAt) =>
    given(...startedIncident)
      .when(putIncidentOnHold, hold({ followUpAt }).at(now))
      .thenRefused('follow-up-out-of-range', { field: 'followUpAt', rule: 'hold policy version 0', whatToDo: `choose a time after now and not after ${latest}` }));
  it.each([['caller', caller], ['resolver of another group', stranger], ['desk, once a group has it', desk]])('the %s', (_, actor) =>
    given(...startedIncident).when(putIncidentOnHold, hold().as(actor)).thenRefused('not-permitted'));
  it('a resolver while no group has it', () =>
    given(...newIncident).when(putIncidentOnHold, holdForCaller().as(assignee)).thenRefused('not-permitted'));
  it.each([['Resolved', resolvedIncident], ['Closed', closedIncident]])('once %s', (status, history) =>
    given(...history).when(putIncidentOnHold, hold()).thenRefused('invalid-transition', { status }));
});

describe('stays quiet', () => {
  it('when it is on hold so already', () => given(...held(startedIncident)).when(putIncidentOnHold, hold()).thenNothing());
  it('when it is already waiting for the answer to this question', () =>
    given(...heldForCaller(startedIncident)).when(putIncidentOnHold, holdForCaller()).thenNothing());
});
