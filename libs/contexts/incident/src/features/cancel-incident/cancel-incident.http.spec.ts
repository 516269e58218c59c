import { commandHttpSpec } from '../../testing/command-http-spec';
import { desk, incidentManager, resolver } from '../../testing/incident-actors';
import { newIncident, resolvedIncident, startedIncident } from '../../testing/incident-histories';
import { CancelIncidentRequest } from './cancel-incident.request';

commandHttpSpec({
  verb: 'cancel',
  request: CancelIncidentRequest,
  history: newIncident,
  as: desk,
  events: ['IncidentCancelled'],
  data: { reason: 'rerouted', reroutedTo: 'REQ-2044', callerTold: true },
  requiresIfMatch: true,
  keptOut: resolver,
  refusals: [
    { status: 403, code: 'not-permitted', history: startedIncident },
    { status: 409, code: 'invalid-transition', as: incidentManager, history: resolvedIncident },
    { status: 422, code: 'missing-data', body: { callerTold: false } },
  ],
  wrong: [
    ['reason', 'duplicate', 'unknown-value'],
    ['callerTold', 'yes', 'not-a-boolean'],
  ],
});
