import { specFor } from '@firebreak/event-sourcing-testing';
import { serviceAggregate } from '../../domain/service';
import { changed, command, registered } from '../../testing/catalog-builders';
import { retireService } from './retire-service';

const given = specFor(serviceAggregate);
const retire = () => command('RetireService', {});

describe('retiring a service', () => {
  it('keeps the entry and says that it is retired', () =>
    given(registered({ tier: 2 })).when(retireService, retire()).then(changed({ tier: 2, retired: true })));

  it('retires one that came back', () =>
    given(registered(), changed({ retired: true }), registered()).when(retireService, retire()).then(changed({ retired: true })));

  it('refuses what nobody registered', () => given().when(retireService, retire()).thenRefused('not-found'));

  it('stays quiet when it is retired', () => given(registered(), changed({ retired: true })).when(retireService, retire()).thenNothing());
});
