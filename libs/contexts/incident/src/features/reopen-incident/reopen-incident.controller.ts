import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow, writers } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { reopenIncident, type ReopenIncident } from './reopen-incident';
import { ReopenIncidentRequest } from './reopen-incident.request';

@Controller('v1/incidents')
export class ReopenIncidentController {
  static readonly action = incidentAction({
    type: 'ReopenIncident',
    verb: 'reopen',
    label: 'Reopen',
    request: ReopenIncidentRequest,
    decision: reopenIncident,
    probe: ({ policies }): ReopenIncident['data'] => ({ reason: 'probe', impact: 'none', relapsedAt: null, policy: policies.reopen }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/reopen')
  @HttpCode(200)
  @Allow(...writers)
  @Answers(CommandAnswer)
  async reopen(@Param('id') id: string, @Body() body: ReopenIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { reason, impact, relapsedAt = null } = body;
    const { reopen: policy } = await this.incidents.policies(edge);
    return this.incidents.handle(id, edge, reopenIncident, 'ReopenIncident', { reason, impact, relapsedAt, policy });
  }
}
