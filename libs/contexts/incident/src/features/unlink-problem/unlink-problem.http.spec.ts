import { commandHttpSpec } from '../../testing/command-http-spec';
import { caller, resolver } from '../../testing/incident-actors';
import { linkedToProblem, logged } from '../../testing/incident-builders';
import { startedIncident } from '../../testing/incident-histories';
import { UnlinkProblemRequest } from './unlink-problem.request';

commandHttpSpec({
  verb: 'unlink-problem',
  request: UnlinkProblemRequest,
  history: [...startedIncident, linkedToProblem({ problem: 'PRB-17' })],
  as: resolver,
  events: ['IncidentUnlinkedFromProblem'],
  data: { problem: 'PRB-17', reason: 'Linked by mistake.' },
  keptOut: caller,
  refusals: [{ status: 404, code: 'not-found', history: [logged({ visibility: 'restricted' })] }],
  wrong: [['reason', 'x'.repeat(501), 'too-long']],
});
