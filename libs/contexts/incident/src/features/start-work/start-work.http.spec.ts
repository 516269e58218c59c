import { commandHttpSpec } from '../../testing/command-http-spec';
import { assignee, outsider, stranger } from '../../testing/incident-actors';
import { assignedIncident, triagedIncident } from '../../testing/incident-histories';
import { StartWorkRequest } from './start-work.request';

commandHttpSpec({
  verb: 'start-work',
  request: StartWorkRequest,
  history: assignedIncident,
  as: assignee,
  events: ['IncidentWorkStarted'],
  data: { startedBy: assignee.id, human: true },
  keptOut: outsider,
  refusals: [
    { status: 403, code: 'not-permitted', as: stranger },
    { status: 409, code: 'invalid-transition', history: triagedIncident },
  ],
  wrong: [],
});
