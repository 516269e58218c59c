import { specFor } from '@firebreak/event-sourcing-testing';
import { serviceAggregate } from '../../domain/service';
import { changed, command, payments, registered } from '../../testing/catalog-builders';
import { changeService, type ChangeService } from './change-service';

const given = specFor(serviceAggregate);
const { service: _key, ...described } = payments;
const change = (facts: Partial<ChangeService['data']> = {}) => command('ChangeService', { ...described, ...facts });

describe('changing a service', () => {
  it('records the whole entry as it stands now', () =>
    given(registered()).when(changeService, change({ tier: 3, affectedUsers: null })).then(changed({ tier: 3, affectedUsers: null })));

  it('keeps the key', () => 
    given(registered({ service: 'ledger' })).when(changeService, change({ name: 'Ledger' })).then(changed({ service: 'ledger', name: 'Ledger' })));

  it('refuses what nobody registered', () => given().when(changeService, change()).thenRefused('not-found'));

  it('refuses a retired service by its state', () =>
    given(registered(), changed({ retired: true })).when(changeService, change()).thenRefused('invalid-transition', { status: 'Retired' }));

  it('stays quiet when nothing differs', () => given(registered({ tier: 2 })).when(changeService, change({ tier: 2 })).thenNothing());
});
