import { publisherOf } from '@firebreak/contracts';
import type { Contract, StoredEvent } from '@firebreak/event-sourcing';
import { catalogCodec } from '../domain/catalog-codec';

/** Every event of the catalog in public: what has no contract of its own, or cannot be read, is named by its kind alone. */
export const publishCatalogEvent: (stored: StoredEvent) => Contract = publisherOf(catalogCodec.decode, 'CatalogActivityRecorded');
