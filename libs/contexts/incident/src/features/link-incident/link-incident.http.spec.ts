import { commandHttpSpec } from '../../testing/command-http-spec';
import { caller, resolver } from '../../testing/incident-actors';
import { logged } from '../../testing/incident-builders';
import { newIncident } from '../../testing/incident-histories';
import { LinkIncidentRequest } from './link-incident.request';

/** The incident that the example names. */
const other = '20000000-0000-4000-8000-000000000007';
const hidden = '20000000-0000-4000-8000-000000000008';

commandHttpSpec({
  verb: 'link-incident',
  request: LinkIncidentRequest,
  history: newIncident,
  prepare: async (app) => {
    await app.tell(newIncident, { id: other, number: 'INC-7' });
    await app.tell([logged({ visibility: 'restricted' })], { id: hidden });
    await app.caughtUp();
  },
  as: resolver,
  events: ['IncidentLinkedToIncident'],
  data: { incident: other, relation: 'related' },
  keptOut: caller,
  refusals: [
    { status: 404, code: 'not-found', body: { incident: '20000000-0000-4000-8000-0000000000ff' } },
    { status: 404, code: 'not-found', body: { incident: hidden } },
  ],
  wrong: [
    ['incident', '', 'blank'],
    ['relation', 'parent-of', 'unknown-value'],
  ],
});
