import { publisherOf } from '@firebreak/contracts';
import type { Contract, StoredEvent } from '@firebreak/event-sourcing';
import { incidentCodec } from '../incident-codec';

/** Every event of an incident in public: what has no contract of its own, or cannot be read, is named by its kind alone. */
export const publishIncidentEvent: (stored: StoredEvent) => Contract = publisherOf(incidentCodec.decode, 'IncidentActivityRecorded');
