import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { ServiceEvent } from '../../domain/catalog-events';
import { invalidTransition, type CatalogCommand } from '../../domain/rules';
import { sameFacts, type Service, type ServiceFacts } from '../../domain/service';

export type RegisterService = CatalogCommand<'RegisterService', ServiceFacts>;

export const registerService = ({ data }: RegisterService, service: Service): readonly NewEvent<ServiceEvent>[] => {
  if (service.status === 'Active' && sameFacts(service, data)) return [];
  if (service.status === 'Active') throw invalidTransition(service, 'register-service', 'nothing or Retired', 'change the service that is there');
  return [event('ServiceRegistered', { ...data, retired: false })];
};
