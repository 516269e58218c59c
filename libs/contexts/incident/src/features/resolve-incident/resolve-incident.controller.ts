import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { resolveIncident, type ResolveIncident } from './resolve-incident';
import { ResolveIncidentRequest } from './resolve-incident.request';

@Controller('v1/incidents')
export class ResolveIncidentController {
  static readonly action = incidentAction({
    type: 'ResolveIncident',
    verb: 'resolve',
    label: 'Resolve',
    request: ResolveIncidentRequest,
    decision: resolveIncident,
    probe: ({ meta, policies }): ResolveIncident['data'] => ({
      resolutionCode: 'fix',
      causeCode: 'unknown',
      notes: 'probe',
      restoredAt: meta.now,
      workaround: null,
      classification: { category: 'probe', subcategory: null, service: 'probe', configurationItem: null, impact: 3, urgency: 3 },
      matrix: policies['priority-matrix'],
      taxonomy: { version: 0, policy: { categories: null } },
    }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/resolve')
  @HttpCode(200)
  @Allow('resolver', 'service-desk', 'incident-manager')
  @Answers(CommandAnswer)
  async resolve(@Param('id') id: string, @Body() body: ResolveIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { workaround = null, classification: given = null, resolutionCode, causeCode, notes, restoredAt } = body;
    const { 'priority-matrix': matrix, taxonomy } = await this.incidents.policies(edge);
    const { subcategory = null, service, configurationItem } = given ?? {};
    const classification = given && { ...given, subcategory, service, configurationItem };
    const data = { resolutionCode, causeCode, notes, restoredAt, workaround, classification, matrix, taxonomy };
    return this.incidents.handle(id, edge, resolveIncident, 'ResolveIncident', data, () => this.incidents.requireService(edge, service));
  }
}
