import { CodedError, type EvolvedEvent, type NewEvent } from '@firebreak/event-sourcing';
import fc from 'fast-check';
import { changeGroup } from '../features/change-group/change-group';
import { registerGroup } from '../features/register-group/register-group';
import { registerImportedGroup } from '../features/register-imported/register-imported';
import { retireGroup } from '../features/retire-group/retire-group';
import { setGroupMembers } from '../features/set-group-members/set-group-members';
import { command } from '../testing/catalog-builders';
import type { GroupEvent } from './catalog-events';
import { asMembers, evolve, initialState, streamName, type Group } from './group';
import { streamName as serviceStream } from './service';

type Ask = (group: Group) => readonly NewEvent<GroupEvent>[];

const name = fc.constantFrom('Network', 'Workplace');
const members = fc.array(fc.constantFrom('ann', 'bo', 'cy'), { maxLength: 4 });

const asks: fc.Arbitrary<Ask> = fc.oneof(
  fc.record({ name, members }).map((data): Ask => (group) => registerGroup(command('RegisterGroup', { ...data, group: 'Group 56' }), group)),
  name.map((wanted): Ask => (group) => changeGroup(command('ChangeGroup', { name: wanted }), group)),
  members.map((wanted): Ask => (group) => setGroupMembers(command('SetGroupMembers', { members: wanted }), group)),
  fc.constant<Ask>((group) => retireGroup(command('RetireGroup', {}), group)),
  fc.constant<Ask>((group) => registerImportedGroup(command('RegisterImportedGroup', { source: 'helpdesk', key: 'Group 56' }), group)),
);

const decided = (ask: Ask, group: Group): readonly NewEvent<GroupEvent>[] => {
  try {
    return ask(group);
  } catch (error) {
    if (error instanceof CodedError) return [];
    throw error;
  }
};

const folded = (group: Group, events: readonly NewEvent<GroupEvent>[]): Group =>
  events.reduce((state, each) => evolve(state, each as EvolvedEvent<GroupEvent>), group);

describe('a group', () => {
  it('is asked the same thing twice and records it once, whatever happened before', () => {
    let recorded = 0;
    fc.assert(
      fc.property(fc.array(asks, { maxLength: 12 }), (history) => {
        let group: Group = initialState;
        for (const ask of history) {
          const events = decided(ask, group);
          recorded += events.length;
          group = folded(group, events);
          expect(decided(ask, group)).toEqual([]);
          if (group.status !== 'Absent') expect(group.members).toEqual(asMembers(group.members));
        }
      }),
      { seed: 42, numRuns: 300 },
    );
    expect(recorded).toBeGreaterThan(300);
  });

  it('lives in a stream of its own, also where a service has the same key', () => {
    expect(streamName('default', 'payments-api')).toMatch(/^catalog-default\.group:[0-9a-f-]{36}$/);
    expect(streamName('default', 'payments-api').slice(-36)).not.toBe(serviceStream('default', 'payments-api').slice(-36));
  });
});
