import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow, writers } from '@firebreak/identity';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { closeIncident, type CloseIncident } from './close-incident';
import { CloseIncidentRequest } from './close-incident.request';

const confirmation: CloseIncident['data'] = { by: 'confirmation', dueAt: null, policyVersion: null };

@Controller('v1/incidents')
export class CloseIncidentController {
  static readonly action = incidentAction({
    type: 'CloseIncident',
    verb: 'close',
    label: 'Confirm and close',
    request: CloseIncidentRequest,
    decision: closeIncident,
    probe: () => confirmation,
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/close')
  @HttpCode(200)
  @Allow(...writers)
  @Answers(CommandAnswer)
  close(@Param('id') id: string, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.incidents.handle(id, edge, closeIncident, 'CloseIncident', confirmation);
  }
}
