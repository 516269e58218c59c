import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { ServiceEvent } from '../../domain/catalog-events';
import { requireActive, type CatalogCommand } from '../../domain/rules';
import { sameFacts, type Service, type ServiceFacts } from '../../domain/service';

/** What is left out stays. */
export type ChangeService = CatalogCommand<'ChangeService', Partial<Omit<ServiceFacts, 'service'>>>;

export const changeService = ({ data }: ChangeService, service: Service): readonly NewEvent<ServiceEvent>[] => {
  const { status: _status, ...facts } = requireActive(service, 'change-service');
  const { name = facts.name, tier = facts.tier, affectedUsers = facts.affectedUsers } = data;
  const wanted = { service: facts.service, name, tier, affectedUsers };
  return sameFacts(facts, wanted) ? [] : [event('ServiceChanged', { ...wanted, retired: false })];
};
