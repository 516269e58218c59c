import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { linkedToIncident, logged, unlinkedFromIncident } from '../../testing/incident-builders';
import { unlinkOther } from '../../testing/incident-command-builders';
import { closedIncident, newIncident } from '../../testing/incident-histories';
import { unlinkIncident } from './unlink-incident';

const given = specFor(incidentAggregate);

describe('produces', () => {
  it('the end of a link, with its reason', () =>
    given(...newIncident, linkedToIncident()).when(unlinkIncident, unlinkOther()).then(unlinkedFromIncident()));
  it('the end of the link that a late reopen came with', () =>
    given(logged({ reopens: 'other' })).when(unlinkIncident, unlinkOther()).then(unlinkedFromIncident()));
  it('the same in a closed one', () =>
    given(...closedIncident, linkedToIncident()).when(unlinkIncident, unlinkOther()).then(unlinkedFromIncident()));
});

describe('refuses', () => {
  it('without a reason', () =>
    given(...newIncident, linkedToIncident())
      .when(unlinkIncident, unlinkOther({ reason: '' }))
      .thenRefused('missing-data', { missing: ['reason'] }));
  it('in nothing', () => given().when(unlinkIncident, unlinkOther()).thenRefused('not-found'));
});

describe('stays quiet', () => {
  it('when there is no such link', () => given(...newIncident).when(unlinkIncident, unlinkOther()).thenNothing());
  it('when the link is gone already', () =>
    given(...newIncident, linkedToIncident(), unlinkedFromIncident()).when(unlinkIncident, unlinkOther()).thenNothing());
  it.each(['constructor', '__proto__'])('when %s was never linked', (incident) =>
    given(...newIncident).when(unlinkIncident, unlinkOther({ incident })).thenNothing());
});
