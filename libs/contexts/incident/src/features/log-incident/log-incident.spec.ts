import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { auditor, caller, machine } from '../../testing/incident-actors';
import { at, logged } from '../../testing/incident-builders';
import { log } from '../../testing/incident-command-builders';
import { cancelledIncident, newIncident } from '../../testing/incident-histories';
import { logIncident } from './log-incident';

const given = specFor(incidentAggregate);

describe('produces', () => {
  it('a new incident, opened by whoever asks', () => given().when(logIncident, log()).then(logged()));
  it('one that its caller logs', () => given().when(logIncident, log().as(caller)).then(logged({ openedBy: caller.id })));
  it('one that a machine logs for an alert, without a caller', () =>
    given()
      .when(logIncident, log({ caller: null, alertId: 'alert-5', channel: 'monitoring' }).as(machine))
      .then(logged({ caller: null, alertId: 'alert-5', channel: 'monitoring', openedBy: machine.id })));

  it('everything optional that was said', () => {
    const said = { description: 'since the release', service: 'payments', configurationItem: 'gw-01', fingerprint: 'f-1', externalId: 'X-1' };
    given().when(logIncident, log(said)).then(logged(said));
  });

  it('restricted visibility as a field', () =>
    given().when(logIncident, log({ visibility: 'restricted' })).then(logged({ visibility: 'restricted' })));
  it('a late reopen as a new incident linked to the former', () =>
    given().when(logIncident, log({ reopens: 'former' })).then(logged({ reopens: 'former' })));

  it('times up to now, the impact first, all at one instant if need be', () => {
    const times = { openedAt: at(120), impactStartedAt: at(120), detectedAt: at(120) };
    given().when(logIncident, log(times).at(at(120))).then(logged(times));
  });
});

describe('refuses', () => {
  it.each(['title', 'source', 'channel', 'openedAt'] as const)('without %s', (field) =>
    given().when(logIncident, log({ [field]: '' })).thenRefused('missing-data', { missing: [field] }));
  it('without a caller or an alert', () =>
    given().when(logIncident, log({ caller: null, alertId: null })).thenRefused('missing-data', { missing: ['caller or alertId'] }));

  it.each(['openedAt', 'impactStartedAt', 'detectedAt'])('%s after now', (field) =>
    given().when(logIncident, log({ [field]: at(121) }).at(at(120))).thenRefused('invalid-time', { field }));
  it('a detection before the impact', () =>
    given()
      .when(logIncident, log({ impactStartedAt: at(-10), detectedAt: at(-11) }))
      .thenRefused('time-order', { field: 'detectedAt' }));

  it('an incident that exists under another number', () =>
    given(...newIncident).when(logIncident, log({ number: 'INC-2' })).thenRefused('invalid-transition', { status: 'New' }));
  it('to log again what was cancelled', () =>
    given(...cancelledIncident).when(logIncident, log({ number: 'INC-2' })).thenRefused('invalid-transition', { status: 'Cancelled' }));
  it('the same number from somebody else', () =>
    given(...newIncident).when(logIncident, log().as(auditor)).thenRefused('invalid-transition'));
});

describe('stays quiet', () => {
  it('when it is this very incident', () => given(...newIncident).when(logIncident, log()).thenNothing());
});
