import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { linkedToProblem, unlinkedFromProblem } from '../../testing/incident-builders';
import { linkToProblem } from '../../testing/incident-command-builders';
import { cancelledIncident, closedIncident, newIncident } from '../../testing/incident-histories';
import { linkProblem } from './link-problem';

const given = specFor(incidentAggregate);

const links = (count: number) => Array.from({ length: count }, (_, index) => linkedToProblem({ problem: `PRB-x${index}` }));

describe('produces', () => {
  it.each([['New', newIncident], ['Closed', closedIncident], ['Cancelled', cancelledIncident]])('a link of one that is %s', (_, history) =>
    given(...history).when(linkProblem, linkToProblem()).then(linkedToProblem()));
  it('its address', () => {
    const problem = { problem: 'PRB-10', url: 'https://problems.example/10' };
    given(...newIncident).when(linkProblem, linkToProblem(problem)).then(linkedToProblem(problem));
  });
  it.each([['https://problems.example/9'], [null]])('the same problem at %s', (url) =>
    given(...newIncident, linkedToProblem({ url: 'https://problems.example/8' })).when(linkProblem, linkToProblem({ url })).then(linkedToProblem({ url })));
  it('another address where there is room for no other problem', () => {
    const moved = { problem: 'PRB-x7', url: 'https://problems.example/7' };
    given(...newIncident, ...links(1_000)).when(linkProblem, linkToProblem(moved)).then(linkedToProblem(moved));
  });
  it('a second problem', () =>
    given(...newIncident, linkedToProblem())
      .when(linkProblem, linkToProblem({ problem: 'PRB-10' }))
      .then(linkedToProblem({ problem: 'PRB-10' })));
  it('the last link that there is room for', () =>
    given(...newIncident, ...links(999)).when(linkProblem, linkToProblem()).then(linkedToProblem()));
  it('a link again after it was removed', () =>
    given(...newIncident, linkedToProblem(), unlinkedFromProblem()).when(linkProblem, linkToProblem()).then(linkedToProblem()));
});

describe('refuses', () => {
  it('without the problem', () =>
    given(...newIncident).when(linkProblem, linkToProblem({ problem: '' })).thenRefused('missing-data', { missing: ['problem'] }));
  it('more than a thousand', () => given(...newIncident, ...links(1_000)).when(linkProblem, linkToProblem()).thenRefused('too-many-links'));
  it('a link of nothing', () => given().when(linkProblem, linkToProblem()).thenRefused('not-found'));
});

describe('stays quiet', () => {
  it('when it is linked already', () => given(...newIncident, linkedToProblem()).when(linkProblem, linkToProblem()).thenNothing());
  it('when its address is the same too', () => {
    const link = { url: 'https://problems.example/9' };
    given(...newIncident, linkedToProblem(link)).when(linkProblem, linkToProblem(link)).thenNothing();
  });
});
