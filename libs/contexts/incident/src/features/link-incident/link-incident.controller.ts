import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { linkIncident, type LinkIncident } from './link-incident';
import { LinkIncidentRequest } from './link-incident.request';

@Controller('v1/incidents')
export class LinkIncidentController {
  static readonly action = incidentAction({
    type: 'LinkIncident',
    verb: 'link-incident',
    label: 'Link an incident',
    request: LinkIncidentRequest,
    decision: linkIncident,
    probe: (): LinkIncident['data'] => ({ self: 'probe', incident: 'another probe', relation: 'related' }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/link-incident')
  @HttpCode(200)
  @Allow('resolver', 'service-desk', 'incident-manager', 'major-incident-manager')
  @Answers(CommandAnswer)
  async link(@Param('id') id: string, @Body() body: LinkIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const self = await this.incidents.reference(edge, id, 'id');
    const incident = await this.incidents.reference(edge, body.incident, 'incident');
    return this.incidents.handle(self, edge, linkIncident, 'LinkIncident', { self, incident, relation: body.relation });
  }
}
