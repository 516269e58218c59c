import { commandHttpSpec } from '../../testing/command-http-spec';
import { caller, resolver } from '../../testing/incident-actors';
import { linkedToChange, logged } from '../../testing/incident-builders';
import { startedIncident } from '../../testing/incident-histories';
import { UnlinkChangeRequest } from './unlink-change.request';

commandHttpSpec({
  verb: 'unlink-change',
  request: UnlinkChangeRequest,
  history: [...startedIncident, linkedToChange({ change: 'CHG-4711' })],
  as: resolver,
  events: ['IncidentUnlinkedFromChange'],
  data: { change: 'CHG-4711', reason: 'Linked by mistake.' },
  keptOut: caller,
  refusals: [{ status: 404, code: 'not-found', history: [logged({ visibility: 'restricted' })] }],
  wrong: [['reason', undefined, 'required']],
});
