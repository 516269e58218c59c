import { commandHttpSpec } from '../../testing/command-http-spec';
import { auditor, caller } from '../../testing/incident-actors';
import { logged } from '../../testing/incident-builders';
import { newIncident } from '../../testing/incident-histories';
import { AddNoteRequest } from './add-note.request';

commandHttpSpec({
  verb: 'add-note',
  request: AddNoteRequest,
  history: newIncident,
  as: caller,
  events: ['IncidentNoteAdded'],
  data: { text: 'The gateway answers again from two of three sites.', audience: 'public' },
  keptOut: auditor,
  refusals: [{ status: 404, code: 'not-found', history: [logged({ visibility: 'restricted', caller: 'somebody-else' })] }],
  wrong: [
    ['text', ' \n ', 'blank'],
    ['audience', 'everybody', 'unknown-value'],
  ],
});
