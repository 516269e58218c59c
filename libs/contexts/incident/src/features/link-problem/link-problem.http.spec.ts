import { commandHttpSpec } from '../../testing/command-http-spec';
import { caller, resolver } from '../../testing/incident-actors';
import { logged } from '../../testing/incident-builders';
import { startedIncident } from '../../testing/incident-histories';
import { LinkProblemRequest } from './link-problem.request';

commandHttpSpec({
  verb: 'link-problem',
  request: LinkProblemRequest,
  history: startedIncident,
  as: resolver,
  events: ['IncidentLinkedToProblem'],
  data: { problem: 'PRB-17' },
  keptOut: caller,
  refusals: [{ status: 404, code: 'not-found', history: [logged({ visibility: 'restricted' })] }],
  wrong: [
    ['problem', '', 'blank'],
    ['url', 'ftp://files.example.org/PRB-17', 'wrong-form'],
  ],
});
