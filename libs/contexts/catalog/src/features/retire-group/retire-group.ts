import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { GroupEvent } from '../../domain/catalog-events';
import type { Group } from '../../domain/group';
import { known, type CatalogCommand } from '../../domain/rules';

export type RetireGroup = CatalogCommand<'RetireGroup', Record<string, never>>;

export const retireGroup = (_command: RetireGroup, group: Group): readonly NewEvent<GroupEvent>[] => {
  const { status, ...facts } = known(group);
  return status === 'Retired' ? [] : [event('GroupChanged', { ...facts, retired: true })];
};
