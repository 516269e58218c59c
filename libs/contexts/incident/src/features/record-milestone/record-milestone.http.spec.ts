import { commandHttpSpec } from '../../testing/command-http-spec';
import { desk, resolver } from '../../testing/incident-actors';
import { closedIncident, startedIncident } from '../../testing/incident-histories';
import { RecordMilestoneRequest } from './record-milestone.request';

commandHttpSpec({
  verb: 'record-milestone',
  request: RecordMilestoneRequest,
  history: startedIncident,
  as: resolver,
  events: ['IncidentMilestoneRecorded'],
  data: { kind: 'mitigated', at: '2026-03-05T10:11:12.000Z', backdated: true },
  keptOut: desk,
  refusals: [
    { status: 409, code: 'invalid-transition', history: closedIncident },
    { status: 422, code: 'missing-data', body: { reason: null } },
  ],
  wrong: [
    ['kind', 'celebrated', 'unknown-value'],
    ['at', '2026-03-05T12:30:00Z', 'invalid-time'],
  ],
});
