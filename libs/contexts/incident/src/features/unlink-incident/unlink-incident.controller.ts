import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { unlinkIncident, type UnlinkIncident } from './unlink-incident';
import { UnlinkIncidentRequest } from './unlink-incident.request';

@Controller('v1/incidents')
export class UnlinkIncidentController {
  static readonly action = incidentAction({
    type: 'UnlinkIncident',
    verb: 'unlink-incident',
    label: 'Remove a link to an incident',
    request: UnlinkIncidentRequest,
    decision: unlinkIncident,
    probe: (): UnlinkIncident['data'] => ({ incident: 'probe', reason: 'probe' }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/unlink-incident')
  @HttpCode(200)
  @Allow('resolver', 'service-desk', 'incident-manager', 'major-incident-manager')
  @Answers(CommandAnswer)
  async unlink(@Param('id') id: string, @Body() body: UnlinkIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const incident = await this.incidents.reference(edge, body.incident, 'incident');
    return this.incidents.handle(id, edge, unlinkIncident, 'UnlinkIncident', { incident, reason: body.reason });
  }
}
