import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { GroupEvent } from '../../domain/catalog-events';
import type { Group } from '../../domain/group';
import { requireActive, type CatalogCommand } from '../../domain/rules';

export type ChangeGroup = CatalogCommand<'ChangeGroup', { readonly name: string }>;

export const changeGroup = ({ data }: ChangeGroup, state: Group): readonly NewEvent<GroupEvent>[] => {
  const { group, name, members } = requireActive(state, 'change-group');
  return name === data.name ? [] : [event('GroupChanged', { group, name: data.name, members, retired: false })];
};
