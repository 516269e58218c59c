import { specFor } from '@firebreak/event-sourcing-testing';
import { groupAggregate } from '../../domain/group';
import { command, groupChanged } from '../../testing/catalog-builders';
import { setGroupMembers } from './set-group-members';

const given = specFor(groupAggregate);
const members = (...people: string[]) => command('SetGroupMembers', { members: people });

describe('setting the members of a group', () => {
  it('replaces them, each once and in order', () =>
    given(groupChanged()).when(setGroupMembers, members('di', 'cy', 'di')).then(groupChanged({ members: ['cy', 'di'] })));

  it('can leave nobody', () => given(groupChanged()).when(setGroupMembers, members()).then(groupChanged({ members: [] })));

  it('refuses what nobody registered', () => given().when(setGroupMembers, members('cy')).thenRefused('not-found'));

  it('refuses a retired group by its state', () =>
    given(groupChanged({ retired: true })).when(setGroupMembers, members('cy')).thenRefused('invalid-transition', { status: 'Retired' }));

  it('stays quiet when they are the same people', () => given(groupChanged()).when(setGroupMembers, members('bo', 'ann', 'bo')).thenNothing());
});
