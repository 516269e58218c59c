import { commandHttpSpec } from '../../testing/command-http-spec';
import { desk, resolver } from '../../testing/incident-actors';
import { newIncident, resolvedIncident } from '../../testing/incident-histories';
import { TriageIncidentRequest } from './triage-incident.request';

commandHttpSpec({
  verb: 'triage',
  request: TriageIncidentRequest,
  history: newIncident,
  as: desk,
  events: ['IncidentCategorized', 'IncidentPrioritized', 'IncidentTriaged'],
  keptOut: resolver,
  refusals: [
    { status: 409, code: 'invalid-transition', history: resolvedIncident },
    { status: 422, code: 'unknown-service', body: { service: 'no-such-service' } },
    { status: 422, code: 'missing-data', body: { service: null, configurationItem: null } },
  ],
  wrong: [
    ['impact', 4, 'unknown-value'],
    ['category', ' ', 'blank'],
    ['service', 7, 'not-a-string'],
  ],
});
