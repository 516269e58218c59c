import { Answers, CommandAnswer, Edge, RequireIfMatch, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { overridePriority, type OverridePriority } from './override-priority';
import { OverridePriorityRequest } from './override-priority.request';

@Controller('v1/incidents')
export class OverridePriorityController {
  static readonly action = incidentAction({
    type: 'OverridePriority',
    verb: 'override-priority',
    label: 'Override the priority',
    request: OverridePriorityRequest,
    decision: overridePriority,
    probe: (): OverridePriority['data'] => ({ priority: 'P1', reason: 'probe' }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/override-priority')
  @HttpCode(200)
  @RequireIfMatch()
  @Allow('incident-manager')
  @Answers(CommandAnswer)
  override(@Param('id') id: string, @Body() body: OverridePriorityRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { priority, reason } = body;
    return this.incidents.handle(id, edge, overridePriority, 'OverridePriority', { priority, reason });
  }
}
