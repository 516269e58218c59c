import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { assignee, caller, incidentManager, resolver, routing, storage } from '../../testing/incident-actors';
import { assigned, resumed, triaged } from '../../testing/incident-builders';
import { assign } from '../../testing/incident-command-builders';
import {
  assignedIncident,
  cancelledIncident,
  closedIncident,
  held,
  heldForCaller,
  newIncident,
  resolvedIncident,
  startedIncident,
  triagedIncident,
} from '../../testing/incident-histories';
import { assignIncident } from './assign-incident';

const given = specFor(incidentAggregate);
const back = { group: null, assignee: null };

describe('produces', () => {
  it('group and person', () => given(...triagedIncident).when(assignIncident, assign()).then(assigned()));
  it('a group alone', () => given(...triagedIncident).when(assignIncident, assign({ assignee: null })).then(assigned({ assignee: null })));
  it('another group', () => given(...assignedIncident).when(assignIncident, assign({ group: storage })).then(assigned({ group: storage })));
  it('another person of the group', () =>
    given(...startedIncident).when(assignIncident, assign({ assignee: resolver.id })).then(assigned({ assignee: resolver.id })));
  it('back to the desk, with a reason', () =>
    given(...assignedIncident)
      .when(assignIncident, assign({ ...back, reason: 'not ours' }))
      .then(assigned({ ...back, reason: 'not ours' })));
  it('an assignment while on hold', () =>
    given(...held(triagedIncident)).when(assignIncident, assign()).then(assigned()));
  it('an assignment before the triage, while on hold', () =>
    given(...heldForCaller(newIncident)).when(assignIncident, assign()).then(assigned()));
  it('the step of a triaged one that got its group while on hold', () =>
    given(...heldForCaller(newIncident), assigned(), resumed(), triaged()).when(assignIncident, assign()).then(assigned()));
  it('what a rule decides', () => given(...triagedIncident).when(assignIncident, assign().as(routing)).then(assigned()));
  it('what the incident manager decides', () =>
    given(...triagedIncident).when(assignIncident, assign().as(incidentManager)).then(assigned()));
});

describe('refuses', () => {
  it('before the triage', () => given(...newIncident).when(assignIncident, assign()).thenRefused('invalid-transition', { status: 'New' }));
  it.each([['Resolved', resolvedIncident], ['Closed', closedIncident], ['Cancelled', cancelledIncident]])('once %s', (status, history) =>
    given(...history).when(assignIncident, assign({ group: storage })).thenRefused('invalid-transition', { status }));
  it.each([['caller', caller], ['assignee', assignee]])('the %s', (_, actor) =>
    given(...assignedIncident).when(assignIncident, assign({ group: storage }).as(actor)).thenRefused('not-permitted'));
  it('back to the desk without a reason', () =>
    given(...assignedIncident)
      .when(assignIncident, assign({ ...back, reason: null }))
      .thenRefused('missing-data', { missing: ['reason'] }));
});

describe('stays quiet', () => {
  it('when it is assigned so already', () => given(...startedIncident).when(assignIncident, assign()).thenNothing());
  it('when it is with the desk already', () => given(...triagedIncident).when(assignIncident, assign(back)).thenNothing());
});
