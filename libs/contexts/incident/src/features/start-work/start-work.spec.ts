import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { caller, desk, incidentManager, machine, resolver, routing, stranger } from '../../testing/incident-actors';
import { assigned, workStarted } from '../../testing/incident-builders';
import { start } from '../../testing/incident-command-builders';
import { assignedIncident, cancelledIncident, held, newIncident, resolvedIncident, startedIncident, triagedIncident } from '../../testing/incident-histories';
import { startWork } from './start-work';

const given = specFor(incidentAggregate);

describe('produces', () => {
  it('the acknowledgement of the assignee', () => given(...assignedIncident).when(startWork, start()).then(workStarted()));
  it('that of another member of the group', () =>
    given(...assignedIncident).when(startWork, start().as(resolver)).then(workStarted({ startedBy: resolver.id })));
  it('that of an assignee outside of the group', () =>
    given(...assignedIncident, assigned({ assignee: stranger.id }))
      .when(startWork, start().as(stranger))
      .then(workStarted({ startedBy: stranger.id })));
  it('a start by a machine of the group, which is no human acknowledgement', () =>
    given(...assignedIncident).when(startWork, start().as(machine)).then(workStarted({ startedBy: machine.id, human: false })));
  it('the acknowledgement of a person who is allowed what machines are too', () =>
    given(...assignedIncident)
      .when(startWork, start().as({ ...resolver, roles: ['resolver', 'service'] }))
      .then(workStarted({ startedBy: resolver.id })));
  it('a start by a system actor that it is assigned to, no human one either', () =>
    given(...assignedIncident, assigned({ assignee: routing.id }))
      .when(startWork, start().as(routing))
      .then(workStarted({ startedBy: routing.id, human: false })));
});

describe('refuses', () => {
  it.each([
    ['desk', desk],
    ['caller', caller],
    ['incident manager', incidentManager],
    ['resolver of another group', stranger],
  ])('the %s', (_, actor) =>
    given(...assignedIncident)
      .when(startWork, start().as(actor))
      .thenRefused('not-permitted', { rule: 'the assignee or a member of the group starts work' }));
  it('the former assignee once it is back with the desk', () =>
    given(...assignedIncident, assigned({ group: null, assignee: null, reason: 'not ours' }))
      .when(startWork, start())
      .thenRefused('not-permitted'));
  it.each([
    ['New', newIncident],
    ['Triaged', triagedIncident],
    ['OnHold', held(assignedIncident)],
    ['Resolved', resolvedIncident],
    ['Cancelled', cancelledIncident],
  ])('while %s', (status, history) => given(...history).when(startWork, start()).thenRefused('invalid-transition', { status }));
});

describe('stays quiet', () => {
  it('when work goes on already', () => given(...startedIncident).when(startWork, start()).thenNothing());
});
