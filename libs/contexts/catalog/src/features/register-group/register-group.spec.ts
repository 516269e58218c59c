import { specFor } from '@firebreak/event-sourcing-testing';
import { groupAggregate, type GroupFacts } from '../../domain/group';
import { command, groupChanged, network } from '../../testing/catalog-builders';
import { registerGroup } from './register-group';

const given = specFor(groupAggregate);
const register = (facts: Partial<GroupFacts> = {}) => command('RegisterGroup', { ...network, ...facts });

describe('registering a group', () => {
  it('registers what was unknown', () => given().when(registerGroup, register()).then(groupChanged()));

  it('holds each member once and in order', () =>
    given().when(registerGroup, register({ members: ['bo', 'ann', 'bo'] })).then(groupChanged({ members: ['ann', 'bo'] })));

  it('brings a retired group back, as it is now described', () =>
    given(groupChanged({ retired: true })).when(registerGroup, register({ members: [] })).then(groupChanged({ members: [] })));

  it('refuses another description of a group that is there', () =>
    given(groupChanged()).when(registerGroup, register({ members: ['cy'] })).thenRefused('invalid-transition', { status: 'Active' }));

  it('stays quiet when it is registered just so, in whatever order', () =>
    given(groupChanged()).when(registerGroup, register({ members: ['bo', 'ann'] })).thenNothing());
});
