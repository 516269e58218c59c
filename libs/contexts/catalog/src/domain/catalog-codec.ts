import { createEventCodec } from '@firebreak/event-sourcing';
import { groupEventTypes, serviceEventTypes, type CatalogEvent, type GroupEvent, type ServiceEvent } from './catalog-events';
import { catalogUpcasters } from './catalog-upcasters';

/** Every event of the category. */
export const catalogCodec = createEventCodec<CatalogEvent>({ ...serviceEventTypes, ...groupEventTypes }, catalogUpcasters);
export const serviceCodec = createEventCodec<ServiceEvent>(serviceEventTypes, catalogUpcasters);
export const groupCodec = createEventCodec<GroupEvent>(groupEventTypes, catalogUpcasters);
