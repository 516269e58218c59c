import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { ServiceEvent } from '../../domain/catalog-events';
import { requireActive, type CatalogCommand } from '../../domain/rules';
import { sameFacts, type Service, type ServiceFacts } from '../../domain/service';

export type ChangeService = CatalogCommand<'ChangeService', Omit<ServiceFacts, 'service'>>;

export const changeService = ({ data }: ChangeService, service: Service): readonly NewEvent<ServiceEvent>[] => {
  const active = requireActive(service, 'change-service');
  const wanted = { ...data, service: active.service };
  return sameFacts(active, wanted) ? [] : [event('ServiceChanged', { ...wanted, retired: false })];
};
