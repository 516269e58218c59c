import { decodeContract } from '@firebreak/contracts';
import { CLOCK, EVENT_STORE, ID_SOURCE, READ_STORE, Runtime } from '@firebreak/runtime';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Clock, EventStore, IdSource, ReadStore } from '@firebreak/event-sourcing';
import { Directory } from './directory';
import { LogIncidentController } from './features/log-incident/log-incident.controller';
import { TriageIncidentController } from './features/triage-incident/triage-incident.controller';
import { CategorizeIncidentController } from './features/categorize-incident/categorize-incident.controller';
import { PrioritizeIncidentController } from './features/prioritize-incident/prioritize-incident.controller';
import { OverridePriorityController } from './features/override-priority/override-priority.controller';
import { AssignIncidentController } from './features/assign-incident/assign-incident.controller';
import { StartWorkController } from './features/start-work/start-work.controller';
import { PutIncidentOnHoldController } from './features/put-incident-on-hold/put-incident-on-hold.controller';
import { ResumeWorkController } from './features/resume-work/resume-work.controller';
import { ResolveIncidentController } from './features/resolve-incident/resolve-incident.controller';
import { ReopenIncidentController } from './features/reopen-incident/reopen-incident.controller';
import { CloseIncidentController } from './features/close-incident/close-incident.controller';
import { CancelIncidentController } from './features/cancel-incident/cancel-incident.controller';
import { AddNoteController } from './features/add-note/add-note.controller';
import { RecordMilestoneController } from './features/record-milestone/record-milestone.controller';
import { CorrectTimeController } from './features/correct-time/correct-time.controller';
import { LinkIncidentController } from './features/link-incident/link-incident.controller';
import { UnlinkIncidentController } from './features/unlink-incident/unlink-incident.controller';
import { LinkChangeController } from './features/link-change/link-change.controller';
import { UnlinkChangeController } from './features/unlink-change/unlink-change.controller';
import { LinkProblemController } from './features/link-problem/link-problem.controller';
import { UnlinkProblemController } from './features/unlink-problem/unlink-problem.controller';
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
import { publishIncidentEvent } from './reactions/publish-incident-events';
import { INCIDENT_SLICES } from './tokens';

/** One line per slice: its controller. */
const slices: IncidentSlice[] = [
  LogIncidentController,
  TriageIncidentController,
  CategorizeIncidentController,
  PrioritizeIncidentController,
  OverridePriorityController,
  AssignIncidentController,
  StartWorkController,
  PutIncidentOnHoldController,
  ResumeWorkController,
  ResolveIncidentController,
  ReopenIncidentController,
  CloseIncidentController,
  CancelIncidentController,
  AddNoteController,
  RecordMilestoneController,
  CorrectTimeController,
  LinkIncidentController,
  UnlinkIncidentController,
  LinkChangeController,
  UnlinkChangeController,
  LinkProblemController,
  UnlinkProblemController,
];

@Module({
  controllers: [
    ...slices,
    ImportIncidentController,
    ListIncidentsController,
    ViewIncidentController,
    PublishIncidentPolicyController,
    ViewIncidentPoliciesController,
  ],
  providers: [IncidentCommands, ImportJobs, IncidentIndex, PossibleDuplicates, Directory, PolicyBook, { provide: INCIDENT_SLICES, useValue: slices }],
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
    this.runtime.projectFromBus({ group: 'incident-directory', categories: ['catalog'], decode: decodeContract, projections: [catalogDirectory] });
    const { store, readStore, clock, ids } = this;
    const timers = new IncidentTimers({ store, readStore, clock, ids, policies: (tenant, now) => this.policyBook.current(tenant, now) });
    this.runtime.addTicker({ name: 'incident-timers', everyMs: 1_000, tick: () => timers.tick() });
  }
}
