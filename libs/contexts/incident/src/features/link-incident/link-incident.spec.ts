import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { linkedToIncident, logged, unlinkedFromIncident } from '../../testing/incident-builders';
import { linkOther } from '../../testing/incident-command-builders';
import { cancelledIncident, closedIncident, newIncident } from '../../testing/incident-histories';
import { linkIncident } from './link-incident';

const given = specFor(incidentAggregate);
const links = (count: number) => Array.from({ length: count }, (_, index) => linkedToIncident({ incident: `other-${index}` }));

describe('produces', () => {
  it.each([['New', newIncident], ['Closed', closedIncident], ['Cancelled', cancelledIncident]])('a link of one that is %s', (_, history) =>
    given(...history).when(linkIncident, linkOther()).then(linkedToIncident()));
  it.each(['related', 'duplicate-of', 'reopens'] as const)('the relation %s', (relation) =>
    given(...newIncident).when(linkIncident, linkOther({ relation })).then(linkedToIncident({ relation })));
  it('another relation to the same incident', () =>
    given(...newIncident, linkedToIncident())
      .when(linkIncident, linkOther({ relation: 'duplicate-of' }))
      .then(linkedToIncident({ relation: 'duplicate-of' })));
  it('a link again after it was removed', () =>
    given(...newIncident, linkedToIncident(), unlinkedFromIncident()).when(linkIncident, linkOther()).then(linkedToIncident()));
  it('the last link that there is room for', () =>
    given(...newIncident, ...links(999)).when(linkIncident, linkOther()).then(linkedToIncident()));
});

describe('refuses', () => {
  it('a link to itself', () =>
    given(...newIncident).when(linkIncident, linkOther({ incident: 'this' })).thenRefused('link-to-self', { field: 'incident' }));
  it('more than a thousand', () => given(...newIncident, ...links(1_000)).when(linkIncident, linkOther()).thenRefused('too-many-links'));
  it('a link of nothing', () => given().when(linkIncident, linkOther()).thenRefused('not-found'));
});

describe('stays quiet', () => {
  it('when it is linked so already', () => given(...newIncident, linkedToIncident()).when(linkIncident, linkOther()).thenNothing());
  it('when it was logged as the late reopen of that one', () =>
    given(logged({ reopens: 'other' })).when(linkIncident, linkOther({ relation: 'reopens' })).thenNothing());
});
