import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { unlinkChange, type UnlinkChange } from './unlink-change';
import { UnlinkChangeRequest } from './unlink-change.request';

@Controller('v1/incidents')
export class UnlinkChangeController {
  static readonly action = incidentAction({
    type: 'UnlinkChange',
    verb: 'unlink-change',
    label: 'Remove a link to a change',
    request: UnlinkChangeRequest,
    decision: unlinkChange,
    probe: (): UnlinkChange['data'] => ({ change: 'probe', reason: 'probe' }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/unlink-change')
  @HttpCode(200)
  @Allow('resolver', 'service-desk', 'incident-manager', 'major-incident-manager', 'service')
  @Answers(CommandAnswer)
  unlink(@Param('id') id: string, @Body() body: UnlinkChangeRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { change, reason } = body;
    return this.incidents.handle(id, edge, unlinkChange, 'UnlinkChange', { change, reason });
  }
}
