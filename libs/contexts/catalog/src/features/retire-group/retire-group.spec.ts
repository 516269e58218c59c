import { specFor } from '@firebreak/event-sourcing-testing';
import { groupAggregate } from '../../domain/group';
import { command, groupChanged } from '../../testing/catalog-builders';
import { retireGroup } from './retire-group';

const given = specFor(groupAggregate);
const retire = () => command('RetireGroup', {});

describe('retiring a group', () => {
  it('keeps the entry and says that it is retired', () => given(groupChanged()).when(retireGroup, retire()).then(groupChanged({ retired: true })));

  it('refuses what nobody registered', () => given().when(retireGroup, retire()).thenRefused('not-found'));

  it('stays quiet when it is retired', () => given(groupChanged(), groupChanged({ retired: true })).when(retireGroup, retire()).thenNothing());
});
