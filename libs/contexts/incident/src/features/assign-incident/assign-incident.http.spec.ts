import { commandHttpSpec } from '../../testing/command-http-spec';
import { desk, resolver } from '../../testing/incident-actors';
import { assigned } from '../../testing/incident-builders';
import { newIncident, triagedIncident } from '../../testing/incident-histories';
import { AssignIncidentRequest } from './assign-incident.request';

commandHttpSpec({
  verb: 'assign',
  request: AssignIncidentRequest,
  history: triagedIncident,
  as: desk,
  events: ['IncidentAssigned'],
  data: { group: 'network', assignee: 'person-23', initial: false },
  keptOut: resolver,
  refusals: [
    { status: 409, code: 'invalid-transition', history: newIncident },
    { status: 422, code: 'unknown-group', body: { group: 'no-such-group' } },
    { status: 422, code: 'missing-data', history: [...triagedIncident, assigned()], body: { group: null, reason: null } },
  ],
  wrong: [
    ['group', undefined, 'required'],
    ['assignee', 'Ada Lovelace', 'invalid-id'],
  ],
});
