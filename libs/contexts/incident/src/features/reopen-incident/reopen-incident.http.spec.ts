import { commandHttpSpec } from '../../testing/command-http-spec';
import { auditor, caller, incidentManager, outsider } from '../../testing/incident-actors';
import { resolved } from '../../testing/incident-builders';
import { closedIncident, resolvedIncident, startedIncident } from '../../testing/incident-histories';
import { ReopenIncidentRequest } from './reopen-incident.request';

commandHttpSpec({
  verb: 'reopen',
  request: ReopenIncidentRequest,
  history: resolvedIncident,
  as: caller,
  events: ['IncidentReopened'],
  data: { cycle: 2, impact: 'never-restored', relapsedAt: null, policyVersion: 0 },
  keptOut: auditor,
  refusals: [
    { status: 403, code: 'not-permitted', as: outsider },
    { status: 403, code: 'not-permitted', history: closedIncident },
    { status: 409, code: 'invalid-transition', history: startedIncident },
    { status: 409, code: 'reopen-window-over', as: incidentManager, history: [...startedIncident, resolved({}, '2026-02-20T09:00:00.000Z')] },
    { status: 422, code: 'missing-data', body: { impact: 'relapsed', relapsedAt: null } },
  ],
  wrong: [
    ['impact', 'some', 'unknown-value'],
    ['relapsedAt', '2026-03-05T13:00:00Z', 'invalid-time'],
  ],
});
