import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { prioritizeIncident, type PrioritizeIncident } from './prioritize-incident';
import { PrioritizeIncidentRequest } from './prioritize-incident.request';

@Controller('v1/incidents')
export class PrioritizeIncidentController {
  static readonly action = incidentAction({
    type: 'PrioritizeIncident',
    verb: 'prioritize',
    label: 'Prioritize',
    request: PrioritizeIncidentRequest,
    decision: prioritizeIncident,
    probe: ({ policies }): PrioritizeIncident['data'] => ({ impact: 3, urgency: 3, matrix: policies['priority-matrix'] }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/prioritize')
  @HttpCode(200)
  @Allow('service-desk', 'incident-manager')
  @Answers(CommandAnswer)
  async prioritize(@Param('id') id: string, @Body() body: PrioritizeIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { impact, urgency } = body;
    const { 'priority-matrix': matrix } = await this.incidents.policies(edge);
    return this.incidents.handle(id, edge, prioritizeIncident, 'PrioritizeIncident', { impact, urgency, matrix });
  }
}
