import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { GroupEvent } from '../../domain/catalog-events';
import { asMembers, sameMembers, type Group } from '../../domain/group';
import { requireActive, type CatalogCommand } from '../../domain/rules';

export type SetGroupMembers = CatalogCommand<'SetGroupMembers', { readonly members: readonly string[] }>;

export const setGroupMembers = ({ data }: SetGroupMembers, state: Group): readonly NewEvent<GroupEvent>[] => {
  const { group, name, members } = requireActive(state, 'set-group-members');
  const wanted = asMembers(data.members);
  return sameMembers(members, wanted) ? [] : [event('GroupChanged', { group, name, members: wanted, retired: false })];
};
