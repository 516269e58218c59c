import { specFor } from '@firebreak/event-sourcing-testing';
import { serviceAggregate, type ServiceFacts } from '../../domain/service';
import { command, payments, registered, changed } from '../../testing/catalog-builders';
import { registerService } from './register-service';

const given = specFor(serviceAggregate);
const register = (facts: Partial<ServiceFacts> = {}) => command('RegisterService', { ...payments, ...facts });

describe('registering a service', () => {
  it('registers what was unknown', () => given().when(registerService, register()).then(registered()));

  it('keeps what is not known as null', () =>
    given().when(registerService, register({ tier: null, affectedUsers: null })).then(registered({ tier: null, affectedUsers: null })));

  it('brings a retired service back, as it is now described', () =>
    given(registered(), changed({ retired: true })).when(registerService, register({ tier: 2 })).then(registered({ tier: 2 })));

  it('refuses another description of a service that is there', () =>
    given(registered()).when(registerService, register({ name: 'Payments' })).thenRefused('invalid-transition', { status: 'Active' }));

  it('stays quiet when it is registered just so', () => given(registered()).when(registerService, register()).thenNothing());
});
