// One line per slice: its controller.

export { LogIncidentController } from './features/log-incident/log-incident.controller';
export { TriageIncidentController } from './features/triage-incident/triage-incident.controller';
export { CategorizeIncidentController } from './features/categorize-incident/categorize-incident.controller';
export { PrioritizeIncidentController } from './features/prioritize-incident/prioritize-incident.controller';
export { OverridePriorityController } from './features/override-priority/override-priority.controller';
export { AssignIncidentController } from './features/assign-incident/assign-incident.controller';
export { StartWorkController } from './features/start-work/start-work.controller';
export { PutIncidentOnHoldController } from './features/put-incident-on-hold/put-incident-on-hold.controller';
export { ResumeWorkController } from './features/resume-work/resume-work.controller';
export { ResolveIncidentController } from './features/resolve-incident/resolve-incident.controller';
export { ReopenIncidentController } from './features/reopen-incident/reopen-incident.controller';
export { CloseIncidentController } from './features/close-incident/close-incident.controller';
export { CancelIncidentController } from './features/cancel-incident/cancel-incident.controller';
export { AddNoteController } from './features/add-note/add-note.controller';
export { RecordMilestoneController } from './features/record-milestone/record-milestone.controller';
export { CorrectTimeController } from './features/correct-time/correct-time.controller';
export { LinkIncidentController } from './features/link-incident/link-incident.controller';
export { UnlinkIncidentController } from './features/unlink-incident/unlink-incident.controller';
export { LinkChangeController } from './features/link-change/link-change.controller';
export { UnlinkChangeController } from './features/unlink-change/unlink-change.controller';
export { LinkProblemController } from './features/link-problem/link-problem.controller';
export { UnlinkProblemController } from './features/unlink-problem/unlink-problem.controller';
