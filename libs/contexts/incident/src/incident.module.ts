import { decodeContract } from '@firebreak/contracts';
import { Runtime } from '@firebreak/runtime';
import { Module, type OnModuleInit } from '@nestjs/common';
import { Directory } from './directory';
import { LogIncidentController } from './features/log-incident/log-incident.controller';
import { ResolveIncidentController } from './features/resolve-incident/resolve-incident.controller';
import { incidentList } from './features/list-incidents/incident-list.projection';
import type { IncidentSlice } from './incident-action';
import { incidentCodec } from './incident-codec';
import { IncidentCommands } from './incident-commands';
import { IncidentIndex } from './incident-index';
import { PolicyBook } from './policy-book';
import { catalogDirectory } from './reactions/catalog.directory.projection';
import { publishIncidentEvent } from './reactions/publish-incident-events';
import { INCIDENT_SLICES } from './tokens';

/** One line per slice: its controller. */
const slices: IncidentSlice[] = [
  LogIncidentController,
  ResolveIncidentController,
];

@Module({
  controllers: slices,
  providers: [IncidentCommands, IncidentIndex, Directory, PolicyBook, { provide: INCIDENT_SLICES, useValue: slices }],
})
export class IncidentModule implements OnModuleInit {
  constructor(private readonly runtime: Runtime) {}

  onModuleInit(): void {
    this.runtime.publish('incident', publishIncidentEvent);
    this.runtime.projectFromStore({ name: 'incident-views', codecs: { incident: incidentCodec }, categories: ['incident'], projections: [incidentList] });
    this.runtime.projectFromBus({ group: 'incident-directory', categories: ['catalog'], decode: decodeContract, projections: [catalogDirectory] });
  }
}
