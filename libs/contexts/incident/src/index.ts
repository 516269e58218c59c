export { IncidentModule } from './incident.module';
export { incidentCodec } from './incident-codec';
