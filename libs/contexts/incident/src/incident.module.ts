import { decodeContract } from '@firebreak/contracts';
import { CLOCK, EVENT_STORE, ID_SOURCE, READ_STORE, Runtime } from '@firebreak/runtime';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Clock, EventStore, IdSource, ReadStore } from '@firebreak/event-sourcing';
import { Directory } from './directory';
import { PublishIncidentPolicyController } from './features/publish-incident-policy/publish-incident-policy.controller';
import { ViewIncidentPoliciesController } from './features/view-incident-policies/view-incident-policies.controller';
import { ImportIncidentController } from './features/import-incident/import-incident.controller';
import { ImportJobs } from './features/import-incident/import-jobs.service';
import { ListIncidentsController } from './features/list-incidents/list-incidents.controller';
import { ViewIncidentController } from './features/view-incident/view-incident.controller';
import { incidentDue } from './reactions/incident-due.projection';
import { IncidentTimers } from './reactions/incident-timers.timer';
import { incidentList } from './features/list-incidents/incident-list.projection';
import type { IncidentSlice } from './incident-action';
import { incidentCodec } from './incident-codec';
import { IncidentCommands } from './incident-commands';
import { IncidentIndex } from './incident-index';
import { PolicyBook } from './policy-book';
import { PossibleDuplicates } from './possible-duplicates';
import { catalogDirectory } from './reactions/catalog.directory.projection';
import { CatalogSubscriber, directoryGroup } from './catalog.subscriber';
import { publishIncidentEvent } from './reactions/publish-incident-events';
import * as slices from './slices';
import { INCIDENT_SLICES } from './tokens';

const commands: IncidentSlice[] = Object.values(slices);

@Module({
  controllers: [
    ...commands,
    ImportIncidentController,
    ListIncidentsController,
    ViewIncidentController,
    PublishIncidentPolicyController,
    ViewIncidentPoliciesController,
    CatalogSubscriber,
  ],
  providers: [IncidentCommands, ImportJobs, IncidentIndex, PossibleDuplicates, Directory, PolicyBook, { provide: INCIDENT_SLICES, useValue: commands }],
})
export class IncidentModule implements OnModuleInit {
  constructor(
    private readonly runtime: Runtime,
    private readonly policyBook: PolicyBook,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {}

  onModuleInit(): void {
    this.runtime.publish('incident', publishIncidentEvent);
    this.runtime.projectFromStore({ name: 'incident-views', codecs: { incident: incidentCodec }, categories: ['incident'], projections: [incidentList, incidentDue] });
    this.runtime.projectFromBus({ group: directoryGroup, categories: ['catalog'], decode: decodeContract, projections: [catalogDirectory] });
    const { store, readStore, clock, ids } = this;
    const timers = new IncidentTimers({ store, readStore, clock, ids, policies: (tenant, now) => this.policyBook.current(tenant, now) });
    this.runtime.addTicker({ name: 'incident-timers', everyMs: 1_000, tick: () => timers.tick() });
  }
}
