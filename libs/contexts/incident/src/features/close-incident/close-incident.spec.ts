import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { assignee, autoClose, caller, desk, followUp, incidentManager } from '../../testing/incident-actors';
import { at, closed, logged, reopened, resolved } from '../../testing/incident-builders';
import { close } from '../../testing/incident-command-builders';
import { cancelledIncident, closedIncident, held, newIncident, reopenedIncident, resolvedIncident, startedIncident } from '../../testing/incident-histories';
import { closeIncident } from './close-incident';

const given = specFor(incidentAggregate);
const timer = { by: 'timer', dueAt: at(5 * 24 * 60), policyVersion: 2 } as const;

describe('produces', () => {
  it("the caller's confirmation", () => given(...resolvedIncident).when(closeIncident, close()).then(closed()));
  it('the closing by the timer, with the time it was due and the policy', () =>
    given(...resolvedIncident).when(closeIncident, close(timer).as(autoClose)).then(closed(timer)));
  it('the closing by the timer of one that nobody called', () =>
    given(logged({ caller: null, alertId: 'alert-5' }), ...resolvedIncident.slice(1))
      .when(closeIncident, close(timer).as(autoClose))
      .then(closed(timer)));
  it('the closing of the cycle it is in', () =>
    given(...resolvedIncident, reopened(), resolved({ cycle: 2 })).when(closeIncident, close()).then(closed({ cycle: 2 })));
});

describe('refuses', () => {
  it.each([['desk', desk], ['assignee', assignee], ['incident manager', incidentManager]])('a confirmation by the %s', (_, actor) =>
    given(...resolvedIncident)
      .when(closeIncident, close().as(actor))
      .thenRefused('not-permitted', { whatToDo: 'let the caller confirm, or wait for the timer' }));
  it('a confirmation by the timer', () =>
    given(...resolvedIncident).when(closeIncident, close().as(autoClose)).thenRefused('not-permitted'));
  it.each([['caller', caller], ['another timer', followUp], ['incident manager', incidentManager]])('a timer that is the %s', (_, actor) =>
    given(...resolvedIncident).when(closeIncident, close(timer).as(actor)).thenRefused('not-permitted'));
  it('a confirmation where nobody called', () =>
    given(logged({ caller: null, alertId: 'alert-5' }), ...resolvedIncident.slice(1))
      .when(closeIncident, close())
      .thenRefused('not-permitted'));
  it.each([
    ['New', newIncident],
    ['InProgress', startedIncident],
    ['InProgress', reopenedIncident],
    ['OnHold', held(startedIncident)],
    ['Cancelled', cancelledIncident],
  ])('one that is %s', (status, history) => given(...history).when(closeIncident, close()).thenRefused('invalid-transition', { status }));
});

describe('stays quiet', () => {
  it('when the caller has confirmed already', () => given(...closedIncident).when(closeIncident, close()).thenNothing());
  it('when the timer comes after the confirmation', () =>
    given(...closedIncident).when(closeIncident, close(timer).as(autoClose)).thenNothing());
});
