import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { outsider } from '../../testing/incident-actors';
import { noteAdded } from '../../testing/incident-builders';
import { note } from '../../testing/incident-command-builders';
import { cancelledIncident, closedIncident, held, newIncident, resolvedIncident, startedIncident } from '../../testing/incident-histories';
import { addNote } from './add-note';

const given = specFor(incidentAggregate);

describe('produces', () => {
  it.each([
    ['New', newIncident],
    ['OnHold', held(startedIncident)],
    ['Resolved', resolvedIncident],
    ['Closed', closedIncident],
    ['Cancelled', cancelledIncident],
  ])('a note on one that is %s', (_, history) => given(...history).when(addNote, note()).then(noteAdded()));
  it('a private one', () => given(...newIncident).when(addNote, note({ audience: 'private' })).then(noteAdded({ audience: 'private' })));
  it('one by whoever may write', () => given(...newIncident).when(addNote, note().as(outsider)).then(noteAdded()));
});

describe('refuses', () => {
  it('an empty note', () => given(...newIncident).when(addNote, note({ text: '' })).thenRefused('missing-data', { missing: ['text'] }));
  it('a note on nothing', () => given().when(addNote, note()).thenRefused('not-found'));
});

describe('stays quiet', () => {
  it('never: the same words twice are two notes', () => given(...newIncident, noteAdded()).when(addNote, note()).then(noteAdded()));
});
