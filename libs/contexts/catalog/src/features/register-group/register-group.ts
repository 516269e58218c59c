import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { GroupEvent } from '../../domain/catalog-events';
import { asMembers, sameMembers, type Group, type GroupFacts } from '../../domain/group';
import { invalidTransition, type CatalogCommand } from '../../domain/rules';

export type RegisterGroup = CatalogCommand<'RegisterGroup', GroupFacts>;

export const registerGroup = ({ data }: RegisterGroup, group: Group): readonly NewEvent<GroupEvent>[] => {
  const members = asMembers(data.members);
  if (group.status === 'Active') {
    if (group.name === data.name && sameMembers(group.members, members)) return [];
    throw invalidTransition(group, 'register-group', 'nothing or Retired', 'change the group that is there');
  }
  return [event('GroupChanged', { group: data.group, name: data.name, members, retired: false })];
};
