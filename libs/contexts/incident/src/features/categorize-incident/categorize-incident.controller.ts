import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { categorizeIncident, type CategorizeIncident } from './categorize-incident';
import { CategorizeIncidentRequest } from './categorize-incident.request';

@Controller('v1/incidents')
export class CategorizeIncidentController {
  static readonly action = incidentAction({
    type: 'CategorizeIncident',
    verb: 'categorize',
    label: 'Categorize',
    request: CategorizeIncidentRequest,
    decision: categorizeIncident,
    probe: (): CategorizeIncident['data'] => ({
      category: 'probe',
      subcategory: null,
      service: 'probe',
      configurationItem: null,
      taxonomy: { version: 0, policy: { categories: null } },
    }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/categorize')
  @HttpCode(200)
  @Allow('service-desk', 'incident-manager')
  @Answers(CommandAnswer)
  async categorize(@Param('id') id: string, @Body() body: CategorizeIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { category, subcategory = null, service, configurationItem } = body;
    const { taxonomy } = await this.incidents.policies(edge);
    const data = { category, subcategory, service, configurationItem, taxonomy };
    return this.incidents.handle(id, edge, categorizeIncident, 'CategorizeIncident', data, () => this.incidents.requireService(edge, service));
  }
}
