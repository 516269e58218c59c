import { commandHttpSpec } from '../../testing/command-http-spec';
import { assignee, outsider, stranger } from '../../testing/incident-actors';
import { newIncident, startedIncident } from '../../testing/incident-histories';
import { PutIncidentOnHoldRequest } from './put-incident-on-hold.request';

commandHttpSpec({
  verb: 'put-on-hold',
  request: PutIncidentOnHoldRequest,
  history: startedIncident,
  as: assignee,
  events: ['IncidentPutOnHold'],
  data: { reason: 'vendor', followUpAt: '2026-03-06T09:00:00.000Z', linkedId: 'CASE-77', policyVersion: 0 },
  keptOut: outsider,
  refusals: [
    { status: 403, code: 'not-permitted', as: stranger },
    { status: 409, code: 'invalid-transition', history: newIncident },
    { status: 422, code: 'missing-data', body: { linkedId: null } },
    { status: 422, code: 'follow-up-out-of-range', body: { followUpAt: '2027-03-06T09:00:00Z' } },
  ],
  wrong: [
    ['reason', 'lunch', 'unknown-value'],
    ['followUpAt', 'tomorrow', 'invalid-time'],
  ],
});
