import { commandHttpSpec } from '../../testing/command-http-spec';
import { caller, resolver } from '../../testing/incident-actors';
import { linkedToIncident } from '../../testing/incident-builders';
import { newIncident } from '../../testing/incident-histories';
import { UnlinkIncidentRequest } from './unlink-incident.request';

/** The incident that the example names. */
const other = '20000000-0000-4000-8000-000000000007';

commandHttpSpec({
  verb: 'unlink-incident',
  request: UnlinkIncidentRequest,
  history: [...newIncident, linkedToIncident({ incident: other })],
  prepare: async (app) => {
    await app.tell(newIncident, { id: other, number: 'INC-7' });
    await app.caughtUp();
  },
  as: resolver,
  events: ['IncidentUnlinkedFromIncident'],
  data: { incident: other },
  keptOut: caller,
  refusals: [{ status: 404, code: 'not-found', body: { incident: '20000000-0000-4000-8000-0000000000ff' } }],
  wrong: [['reason', '', 'blank']],
});
