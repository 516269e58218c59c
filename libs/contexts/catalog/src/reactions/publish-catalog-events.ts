import { encodeContract, encodeUnreadable } from '@firebreak/contracts';
import type { Contract, StoredEvent } from '@firebreak/event-sourcing';
import { catalogCodec } from '../domain/catalog-codec';

const activity = 'CatalogActivityRecorded';

/** Every event of the catalog in public: what has no contract of its own, or cannot be read, is named by its kind alone. */
export const publishCatalogEvent = (stored: StoredEvent): Contract => {
  let event: ReturnType<typeof catalogCodec.decode>;
  try {
    event = catalogCodec.decode(stored);
  } catch {
    return encodeUnreadable(stored, activity);
  }
  return encodeContract(event, activity);
};
