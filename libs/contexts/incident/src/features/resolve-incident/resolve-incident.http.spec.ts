import { commandHttpSpec } from '../../testing/command-http-spec';
import { assignee, outsider, stranger } from '../../testing/incident-actors';
import { milestoneRecorded } from '../../testing/incident-builders';
import { newIncident, resolvedIncident, startedIncident } from '../../testing/incident-histories';
import { ResolveIncidentRequest } from './resolve-incident.request';

commandHttpSpec({
  verb: 'resolve',
  request: ResolveIncidentRequest,
  history: startedIncident,
  as: assignee,
  events: ['IncidentCategorized', 'IncidentResolved'],
  data: { cycle: 1, resolutionCode: 'fix', restoredAt: '2026-03-05T10:11:12.000Z', resolvedBy: assignee.id },
  keptOut: outsider,
  refusals: [
    { status: 403, code: 'not-permitted', as: stranger },
    { status: 403, code: 'not-permitted', history: newIncident },
    { status: 409, code: 'already-resolved', history: resolvedIncident },
    { status: 422, code: 'missing-data', body: { resolutionCode: 'workaround', workaround: null } },
    { status: 422, code: 'time-order', history: [...startedIncident, milestoneRecorded({ kind: 'impact-started', at: '2026-03-05T11:00:00.000Z' })] },
    { status: 422, code: 'unknown-service', body: { classification: { category: 'network', service: 'no-such-service', impact: 1, urgency: 1 } } },
  ],
  wrong: [
    ['resolutionCode', 'magic', 'unknown-value'],
    ['restoredAt', '2026-03-05T10:11:12', 'invalid-time'],
    ['notes', null, 'not-a-string'],
  ],
});
