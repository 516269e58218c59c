import { commandHttpSpec } from '../../testing/command-http-spec';
import { assignee, auditor, caller, stranger } from '../../testing/incident-actors';
import { held, startedIncident } from '../../testing/incident-histories';
import { ResumeWorkRequest } from './resume-work.request';

commandHttpSpec({
  verb: 'resume-work',
  request: ResumeWorkRequest,
  history: held(startedIncident),
  as: assignee,
  events: ['IncidentResumed'],
  data: { reason: 'work', dueAt: null },
  keptOut: auditor,
  refusals: [
    { status: 403, code: 'not-permitted', as: stranger },
    { status: 403, code: 'not-permitted', as: caller, body: { reason: 'caller-replied' } },
    { status: 409, code: 'invalid-transition', history: startedIncident },
  ],
  wrong: [['reason', 'follow-up', 'unknown-value']],
});
