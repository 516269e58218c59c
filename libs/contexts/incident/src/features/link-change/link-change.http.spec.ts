import { commandHttpSpec } from '../../testing/command-http-spec';
import { caller, resolver } from '../../testing/incident-actors';
import { logged } from '../../testing/incident-builders';
import { startedIncident } from '../../testing/incident-histories';
import { LinkChangeRequest } from './link-change.request';

commandHttpSpec({
  verb: 'link-change',
  request: LinkChangeRequest,
  history: startedIncident,
  as: resolver,
  events: ['IncidentLinkedToChange'],
  data: { change: 'CHG-4711', relation: 'caused-by', url: 'https://changes.example.org/CHG-4711', confidence: 'medium' },
  keptOut: caller,
  refusals: [{ status: 404, code: 'not-found', history: [logged({ visibility: 'restricted' })] }],
  wrong: [
    ['relation', 'related', 'unknown-value'],
    ['url', 'javascript:alert(1)', 'wrong-form'],
    ['url', 'https://ada:secret@changes.example.org/', 'wrong-form'],
    ['confidence', 0.5, 'unknown-value'],
  ],
});
