import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { assignee, caller, incidentManager } from '../../testing/incident-actors';
import { cancelled } from '../../testing/incident-builders';
import { cancel } from '../../testing/incident-command-builders';
import {
  assignedIncident,
  cancelledIncident,
  closedIncident,
  held,
  heldForCaller,
  newIncident,
  reopenedIncident,
  resolvedIncident,
  startedIncident,
  triagedIncident,
} from '../../testing/incident-histories';
import { cancelIncident } from './cancel-incident';

const given = specFor(incidentAggregate);
const rerouted = { reason: 'rerouted', reroutedTo: 'REQ-12', callerTold: true } as const;

describe('produces', () => {
  it.each([
    ['New', newIncident],
    ['Triaged', triagedIncident],
    ['Assigned', assignedIncident],
    ['OnHold', heldForCaller(newIncident)],
  ])('the end of one that is %s, by the desk', (_, history) =>
    given(...history).when(cancelIncident, cancel()).then(cancelled()));
  it.each([
    ['InProgress', startedIncident],
    ['OnHold', held(startedIncident)],
    ['InProgress again', reopenedIncident],
  ])('the end of one that is %s, by the incident manager', (_, history) =>
    given(...history).when(cancelIncident, cancel().as(incidentManager)).then(cancelled()));
  it('the end before work by the incident manager', () =>
    given(...newIncident).when(cancelIncident, cancel().as(incidentManager)).then(cancelled()));
  it('a withdrawal by the caller', () =>
    given(...newIncident).when(cancelIncident, cancel({ reason: 'withdrawn' })).then(cancelled({ reason: 'withdrawn' })));
  it('where it went to instead', () => given(...triagedIncident).when(cancelIncident, cancel(rerouted)).then(cancelled(rerouted)));
});

describe('refuses', () => {
  it.each([['caller', caller], ['assignee', assignee]])('the %s', (_, actor) =>
    given(...assignedIncident).when(cancelIncident, cancel().as(actor)).thenRefused('not-permitted', { rule: 'the service desk cancels' }));
  it.each([
    ['InProgress', startedIncident],
    ['OnHold', held(startedIncident)],
    ['InProgress again', reopenedIncident],
  ])('the desk once it was %s', (_, history) =>
    given(...history)
      .when(cancelIncident, cancel())
      .thenRefused('not-permitted', { rule: 'after work has started the incident manager cancels' }));
  it('without an explanation', () =>
    given(...newIncident).when(cancelIncident, cancel({ note: '' })).thenRefused('missing-data', { missing: ['note'] }));
  it('rerouted to nowhere', () =>
    given(...newIncident)
      .when(cancelIncident, cancel({ ...rerouted, reroutedTo: null }))
      .thenRefused('missing-data', { missing: ['reroutedTo'] }));
  it('rerouted without telling the caller', () =>
    given(...newIncident)
      .when(cancelIncident, cancel({ ...rerouted, callerTold: false }))
      .thenRefused('missing-data', { missing: ['callerTold'] }));
  it.each([['Resolved', resolvedIncident], ['Closed', closedIncident]])('one that is %s', (status, history) =>
    given(...history).when(cancelIncident, cancel().as(incidentManager)).thenRefused('invalid-transition', { status }));
  it('to cancel for another reason what was cancelled', () =>
    given(...cancelledIncident)
      .when(cancelIncident, cancel({ reason: 'withdrawn' }))
      .thenRefused('invalid-transition', { status: 'Cancelled' }));
});

describe('stays quiet', () => {
  it('when it was cancelled so already', () => given(...cancelledIncident).when(cancelIncident, cancel()).thenNothing());
});
