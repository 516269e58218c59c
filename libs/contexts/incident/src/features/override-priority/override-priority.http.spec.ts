import { commandHttpSpec } from '../../testing/command-http-spec';
import { desk, incidentManager } from '../../testing/incident-actors';
import { triagedIncident, resolvedIncident } from '../../testing/incident-histories';
import { OverridePriorityRequest } from './override-priority.request';

commandHttpSpec({
  verb: 'override-priority',
  request: OverridePriorityRequest,
  history: triagedIncident,
  as: incidentManager,
  events: ['IncidentPriorityOverridden'],
  data: { priority: 'P1' },
  requiresIfMatch: true,
  keptOut: desk,
  refusals: [{ status: 409, code: 'invalid-transition', history: resolvedIncident }],
  wrong: [
    ['priority', 'P6', 'unknown-value'],
    ['reason', '', 'blank'],
  ],
});
