import { specFor } from '@firebreak/event-sourcing-testing';
import { serviceAggregate } from '../../domain/service';
import { changed, command, registered } from '../../testing/catalog-builders';
import { changeService, type ChangeService } from './change-service';

const given = specFor(serviceAggregate);
const change = (facts: ChangeService['data']) => command('ChangeService', facts);

describe('changing a service', () => {
  it('records the whole entry as it stands now', () =>
    given(registered()).when(changeService, change({ name: 'Payments', tier: 3 })).then(changed({ name: 'Payments', tier: 3 })));

  it('takes back what is not known', () =>
    given(registered()).when(changeService, change({ tier: null, affectedUsers: null })).then(changed({ tier: null, affectedUsers: null })));

  it('keeps the key and what is left out', () =>
    given(registered({ service: 'ledger', tier: 4 })).when(changeService, change({ affectedUsers: 0 })).then(changed({ service: 'ledger', tier: 4, affectedUsers: 0 })));

  it('refuses what nobody registered', () => given().when(changeService, change({ tier: 2 })).thenRefused('not-found'));

  it('refuses a retired service by its state', () =>
    given(registered(), changed({ retired: true })).when(changeService, change({ tier: 2 })).thenRefused('invalid-transition', { status: 'Retired' }));

  it('stays quiet when nothing differs', () => given(registered({ tier: 2 })).when(changeService, change({ tier: 2 })).thenNothing());
});
