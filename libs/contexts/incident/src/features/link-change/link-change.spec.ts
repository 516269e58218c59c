import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { linkedToChange, unlinkedFromChange } from '../../testing/incident-builders';
import { linkToChange } from '../../testing/incident-command-builders';
import { cancelledIncident, closedIncident, newIncident } from '../../testing/incident-histories';
import { linkChange } from './link-change';

const given = specFor(incidentAggregate);
const full = { change: 'CHG-7', relation: 'fixed-by', url: 'https://changes.example/7', confidence: 'low' } as const;

const links = (count: number) => Array.from({ length: count }, (_, index) => linkedToChange({ change: `CHG-x${index}` }));

describe('produces', () => {
  it.each([['New', newIncident], ['Closed', closedIncident], ['Cancelled', cancelledIncident]])('a link of one that is %s', (_, history) =>
    given(...history).when(linkChange, linkToChange()).then(linkedToChange()));
  it.each(['caused-by', 'fixed-by', 'blocked-by'] as const)('the relation %s', (relation) =>
    given(...newIncident).when(linkChange, linkToChange({ relation })).then(linkedToChange({ relation })));
  it('address and confidence', () => given(...newIncident).when(linkChange, linkToChange(full)).then(linkedToChange(full)));
  it('another relation to the same change', () =>
    given(...newIncident, linkedToChange())
      .when(linkChange, linkToChange({ relation: 'fixed-by' }))
      .then(linkedToChange({ relation: 'fixed-by' })));
  it.each([{ url: 'https://changes.example/8' }, { url: null }, { confidence: 'high' as const }])('the same link with %p', (other) =>
    given(...newIncident, linkedToChange(full)).when(linkChange, linkToChange({ ...full, ...other })).then(linkedToChange({ ...full, ...other })));
  it('another confidence where there is room for no other change', () =>
    given(...newIncident, ...links(1_000)).when(linkChange, linkToChange({ change: 'CHG-x7', confidence: 'low' })).then(linkedToChange({ change: 'CHG-x7', confidence: 'low' })));
  it('the last link that there is room for', () =>
    given(...newIncident, ...links(999)).when(linkChange, linkToChange()).then(linkedToChange()));
  it('a link again after it was removed', () =>
    given(...newIncident, linkedToChange(), unlinkedFromChange()).when(linkChange, linkToChange()).then(linkedToChange()));
});

describe('refuses', () => {
  it('without the change', () =>
    given(...newIncident).when(linkChange, linkToChange({ change: '' })).thenRefused('missing-data', { missing: ['change'] }));
  it('more than a thousand', () => given(...newIncident, ...links(1_000)).when(linkChange, linkToChange()).thenRefused('too-many-links'));
  it('a link of nothing', () => given().when(linkChange, linkToChange()).thenRefused('not-found'));
});

describe('stays quiet', () => {
  it('when it is linked so already', () => given(...newIncident, linkedToChange()).when(linkChange, linkToChange()).thenNothing());
  it('when address and confidence are the same too', () =>
    given(...newIncident, linkedToChange(full)).when(linkChange, linkToChange(full)).thenNothing());
});
