export { IncidentModule } from './incident.module';
export { incidentCodec } from './incident-codec';
export { incidentAggregate, type Incident } from './domain/incident';
export { importIncident, type ImportIncident } from './features/import-incident/import-incident';
