import { createEventCodec } from '@firebreak/event-sourcing';
import { incidentEventTypes, type IncidentEvent } from './domain/incident-events';
import { incidentUpcasters } from './domain/incident-upcasters';

export const incidentCodec = createEventCodec<IncidentEvent>(incidentEventTypes, incidentUpcasters);
