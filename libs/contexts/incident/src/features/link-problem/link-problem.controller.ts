import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { linkProblem, type LinkProblem } from './link-problem';
import { LinkProblemRequest } from './link-problem.request';

@Controller('v1/incidents')
export class LinkProblemController {
  static readonly action = incidentAction({
    type: 'LinkProblem',
    verb: 'link-problem',
    label: 'Link a problem',
    request: LinkProblemRequest,
    decision: linkProblem,
    probe: (): LinkProblem['data'] => ({ problem: 'probe', url: null }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/link-problem')
  @HttpCode(200)
  @Allow('resolver', 'service-desk', 'incident-manager', 'major-incident-manager', 'problem-coordinator', 'problem-manager', 'problem-analyst')
  @Answers(CommandAnswer)
  link(@Param('id') id: string, @Body() body: LinkProblemRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { problem, url = null } = body;
    return this.incidents.handle(id, edge, linkProblem, 'LinkProblem', { problem, url });
  }
}
