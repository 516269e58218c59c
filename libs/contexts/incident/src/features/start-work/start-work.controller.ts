import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { startWork, type StartWork } from './start-work';
import { StartWorkRequest } from './start-work.request';

@Controller('v1/incidents')
export class StartWorkController {
  static readonly action = incidentAction({
    type: 'StartWork',
    verb: 'start-work',
    label: 'Start work',
    request: StartWorkRequest,
    decision: startWork,
    probe: (): StartWork['data'] => ({}),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/start-work')
  @HttpCode(200)
  @Allow('resolver', 'service-desk', 'incident-manager', 'service')
  @Answers(CommandAnswer)
  start(@Param('id') id: string, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.incidents.handle(id, edge, startWork, 'StartWork', {});
  }
}
