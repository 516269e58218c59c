import { commandHttpSpec } from '../../testing/command-http-spec';
import { desk, resolver } from '../../testing/incident-actors';
import { newIncident, cancelledIncident } from '../../testing/incident-histories';
import { CategorizeIncidentRequest } from './categorize-incident.request';

commandHttpSpec({
  verb: 'categorize',
  request: CategorizeIncidentRequest,
  history: newIncident,
  as: desk,
  events: ['IncidentCategorized'],
  data: { category: 'network', subcategory: 'dns', service: 'payments-api', configurationItem: 'gw-01', taxonomyVersion: 0 },
  keptOut: resolver,
  refusals: [
    { status: 409, code: 'invalid-transition', history: cancelledIncident },
    { status: 422, code: 'unknown-service', body: { service: 'no-such-service' } },
  ],
  wrong: [
    ['category', undefined, 'required'],
    ['subcategory', 'x'.repeat(101), 'too-long'],
  ],
});
