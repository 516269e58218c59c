import { encodeContract, encodeUnreadable } from '@firebreak/contracts';
import type { Contract, StoredEvent } from '@firebreak/event-sourcing';
import { incidentCodec } from '../incident-codec';

const activity = 'IncidentActivityRecorded';

/** Every event of an incident in public: what has no contract of its own, or cannot be read, is named by its kind alone. */
export const publishIncidentEvent = (stored: StoredEvent): Contract => {
  let event: ReturnType<typeof incidentCodec.decode>;
  try {
    event = incidentCodec.decode(stored);
  } catch {
    return encodeUnreadable(stored, activity);
  }
  return encodeContract(event, activity);
};
