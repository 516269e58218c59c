import { encodeContract } from '@firebreak/contracts';
import type { Contract, StoredEvent } from '@firebreak/event-sourcing';
import { incidentCodec } from '../incident-codec';

/** Every event of an incident in public: what has no contract of its own is named by its kind alone. */
export const publishIncidentEvent = (stored: StoredEvent): Contract => encodeContract(incidentCodec.decode(stored), 'IncidentActivityRecorded');
