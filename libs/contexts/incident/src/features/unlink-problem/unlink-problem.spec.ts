import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { linkedToProblem, unlinkedFromProblem } from '../../testing/incident-builders';
import { unlinkFromProblem } from '../../testing/incident-command-builders';
import { closedIncident, newIncident } from '../../testing/incident-histories';
import { unlinkProblem } from './unlink-problem';

const given = specFor(incidentAggregate);

describe('produces', () => {
  it('the end of a link, with its reason', () =>
    given(...newIncident, linkedToProblem()).when(unlinkProblem, unlinkFromProblem()).then(unlinkedFromProblem()));
  it('the end of one of two', () =>
    given(...newIncident, linkedToProblem(), linkedToProblem({ problem: 'PRB-10' }))
      .when(unlinkProblem, unlinkFromProblem())
      .then(unlinkedFromProblem()));
  it('the same in a closed one', () =>
    given(...closedIncident, linkedToProblem()).when(unlinkProblem, unlinkFromProblem()).then(unlinkedFromProblem()));
});

describe('refuses', () => {
  it('without a reason', () =>
    given(...newIncident, linkedToProblem())
      .when(unlinkProblem, unlinkFromProblem({ reason: '' }))
      .thenRefused('missing-data', { missing: ['reason'] }));
  it('in nothing', () => given().when(unlinkProblem, unlinkFromProblem()).thenRefused('not-found'));
});

describe('stays quiet', () => {
  it('when there is no such link', () => given(...newIncident).when(unlinkProblem, unlinkFromProblem()).thenNothing());
  it('when the link is gone already', () =>
    given(...newIncident, linkedToProblem(), unlinkedFromProblem()).when(unlinkProblem, unlinkFromProblem()).thenNothing());
});
