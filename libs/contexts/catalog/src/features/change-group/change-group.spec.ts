import { specFor } from '@firebreak/event-sourcing-testing';
import { groupAggregate } from '../../domain/group';
import { command, groupChanged } from '../../testing/catalog-builders';
import { changeGroup } from './change-group';

const given = specFor(groupAggregate);
const change = (name: string) => command('ChangeGroup', { name });

describe('changing a group', () => {
  it('renames it and keeps key and members', () => given(groupChanged()).when(changeGroup, change('Networks')).then(groupChanged({ name: 'Networks' })));

  it('refuses what nobody registered', () => given().when(changeGroup, change('Networks')).thenRefused('not-found'));

  it('refuses a retired group by its state', () =>
    given(groupChanged({ retired: true })).when(changeGroup, change('Networks')).thenRefused('invalid-transition', { status: 'Retired' }));

  it('stays quiet when it has that name', () => given(groupChanged()).when(changeGroup, change('Network')).thenNothing());
});
