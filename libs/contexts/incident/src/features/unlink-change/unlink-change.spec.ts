import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { linkedToChange, unlinkedFromChange } from '../../testing/incident-builders';
import { unlinkFromChange } from '../../testing/incident-command-builders';
import { closedIncident, newIncident } from '../../testing/incident-histories';
import { unlinkChange } from './unlink-change';

const given = specFor(incidentAggregate);

describe('produces', () => {
  it('the end of a link, with its reason', () =>
    given(...newIncident, linkedToChange()).when(unlinkChange, unlinkFromChange()).then(unlinkedFromChange()));
  it('the same in a closed one', () =>
    given(...closedIncident, linkedToChange()).when(unlinkChange, unlinkFromChange()).then(unlinkedFromChange()));
});

describe('refuses', () => {
  it('without a reason', () =>
    given(...newIncident, linkedToChange())
      .when(unlinkChange, unlinkFromChange({ reason: '' }))
      .thenRefused('missing-data', { missing: ['reason'] }));
  it('in nothing', () => given().when(unlinkChange, unlinkFromChange()).thenRefused('not-found'));
});

describe('stays quiet', () => {
  it('when there is no such link', () => given(...newIncident).when(unlinkChange, unlinkFromChange()).thenNothing());
  it('when the link is gone already', () =>
    given(...newIncident, linkedToChange(), unlinkedFromChange()).when(unlinkChange, unlinkFromChange()).thenNothing());
  it.each(['constructor', '__proto__'])('when %s was never linked', (change) =>
    given(...newIncident).when(unlinkChange, unlinkFromChange({ change })).thenNothing());
});
