import { commandHttpSpec } from '../../testing/command-http-spec';
import { desk, resolver } from '../../testing/incident-actors';
import { newIncident, closedIncident } from '../../testing/incident-histories';
import { PrioritizeIncidentRequest } from './prioritize-incident.request';

commandHttpSpec({
  verb: 'prioritize',
  request: PrioritizeIncidentRequest,
  history: newIncident,
  as: desk,
  events: ['IncidentPrioritized'],
  data: { impact: 2, urgency: 1, priority: 'P2', matrixVersion: 0 },
  keptOut: resolver,
  refusals: [{ status: 409, code: 'invalid-transition', history: closedIncident }],
  wrong: [
    ['impact', '2', 'unknown-value'],
    ['urgency', 0, 'unknown-value'],
  ],
});
