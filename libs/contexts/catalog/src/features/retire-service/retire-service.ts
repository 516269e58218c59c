import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { ServiceEvent } from '../../domain/catalog-events';
import { known, type CatalogCommand } from '../../domain/rules';
import type { Service } from '../../domain/service';

export type RetireService = CatalogCommand<'RetireService', Record<string, never>>;

export const retireService = (_command: RetireService, service: Service): readonly NewEvent<ServiceEvent>[] => {
  const { status, ...facts } = known(service);
  return status === 'Retired' ? [] : [event('ServiceChanged', { ...facts, retired: true })];
};
