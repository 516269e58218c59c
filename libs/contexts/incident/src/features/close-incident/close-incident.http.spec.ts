import { commandHttpSpec } from '../../testing/command-http-spec';
import { assignee, auditor, caller } from '../../testing/incident-actors';
import { resolvedIncident, startedIncident } from '../../testing/incident-histories';
import { CloseIncidentRequest } from './close-incident.request';

commandHttpSpec({
  verb: 'close',
  request: CloseIncidentRequest,
  history: resolvedIncident,
  as: caller,
  events: ['IncidentClosed'],
  data: { cycle: 1, by: 'confirmation', repeated: false },
  keptOut: auditor,
  refusals: [
    { status: 403, code: 'not-permitted', as: assignee },
    { status: 409, code: 'invalid-transition', history: startedIncident },
  ],
  wrong: [],
});
