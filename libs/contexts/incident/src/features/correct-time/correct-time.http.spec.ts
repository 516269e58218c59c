import { commandHttpSpec } from '../../testing/command-http-spec';
import { desk, incidentManager } from '../../testing/incident-actors';
import { resolved } from '../../testing/incident-builders';
import { cancelledIncident, startedIncident } from '../../testing/incident-histories';
import { CorrectTimeRequest } from './correct-time.request';

commandHttpSpec({
  verb: 'correct-time',
  request: CorrectTimeRequest,
  history: startedIncident,
  as: incidentManager,
  events: ['IncidentTimeCorrected'],
  data: { which: 'opened', at: '2026-03-02T07:40:00.000Z', was: '2026-03-02T08:00:00.000Z' },
  requiresIfMatch: true,
  keptOut: desk,
  refusals: [
    { status: 403, code: 'not-permitted', history: [...startedIncident, resolved({ resolvedBy: incidentManager.id })] },
    { status: 409, code: 'invalid-transition', history: cancelledIncident },
    { status: 422, code: 'missing-data', body: { which: 'mitigated' } },
  ],
  wrong: [
    ['which', 'closed', 'unknown-value'],
    ['at', '1969-12-31T23:59:59Z', 'invalid-time'],
  ],
});
