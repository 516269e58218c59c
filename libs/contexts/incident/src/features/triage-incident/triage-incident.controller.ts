import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { triageIncident, type TriageIncident } from './triage-incident';
import { TriageIncidentRequest } from './triage-incident.request';

@Controller('v1/incidents')
export class TriageIncidentController {
  static readonly action = incidentAction({
    type: 'TriageIncident',
    verb: 'triage',
    label: 'Triage',
    request: TriageIncidentRequest,
    decision: triageIncident,
    probe: ({ policies }): TriageIncident['data'] => ({
      category: 'probe',
      subcategory: null,
      service: 'probe',
      configurationItem: null,
      impact: 3,
      urgency: 3,
      matrix: policies['priority-matrix'],
      taxonomy: { version: 0, policy: { categories: null } },
    }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/triage')
  @HttpCode(200)
  @Allow('service-desk', 'incident-manager')
  @Answers(CommandAnswer)
  async triage(@Param('id') id: string, @Body() body: TriageIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { category, subcategory = null, service, configurationItem, impact, urgency } = body;
    const { 'priority-matrix': matrix, taxonomy } = await this.incidents.policies(edge);
    const data = { category, subcategory, service, configurationItem, impact, urgency, matrix, taxonomy };
    return this.incidents.handle(id, edge, triageIncident, 'TriageIncident', data, () => this.incidents.requireService(edge, service));
  }
}
