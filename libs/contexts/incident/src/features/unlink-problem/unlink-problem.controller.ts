import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { unlinkProblem, type UnlinkProblem } from './unlink-problem';
import { UnlinkProblemRequest } from './unlink-problem.request';

@Controller('v1/incidents')
export class UnlinkProblemController {
  static readonly action = incidentAction({
    type: 'UnlinkProblem',
    verb: 'unlink-problem',
    label: 'Remove a link to a problem',
    request: UnlinkProblemRequest,
    decision: unlinkProblem,
    probe: (): UnlinkProblem['data'] => ({ problem: 'probe', reason: 'probe' }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/unlink-problem')
  @HttpCode(200)
  @Allow('resolver', 'service-desk', 'incident-manager', 'major-incident-manager', 'problem-coordinator', 'problem-manager', 'problem-analyst')
  @Answers(CommandAnswer)
  unlink(@Param('id') id: string, @Body() body: UnlinkProblemRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { problem, reason } = body;
    return this.incidents.handle(id, edge, unlinkProblem, 'UnlinkProblem', { problem, reason });
  }
}
