import { Answers, CommandAnswer, Edge, RequireIfMatch, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { cancelIncident, type CancelIncident } from './cancel-incident';
import { CancelIncidentRequest } from './cancel-incident.request';

@Controller('v1/incidents')
export class CancelIncidentController {
  static readonly action = incidentAction({
    type: 'CancelIncident',
    verb: 'cancel',
    label: 'Cancel',
    request: CancelIncidentRequest,
    decision: cancelIncident,
    probe: (): CancelIncident['data'] => ({ reason: 'false-alarm', note: 'probe', reroutedTo: null, callerTold: false }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/cancel')
  @HttpCode(200)
  @RequireIfMatch()
  @Allow('service-desk', 'incident-manager')
  @Answers(CommandAnswer)
  cancel(@Param('id') id: string, @Body() body: CancelIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { reason, note, reroutedTo = null, callerTold = false } = body;
    return this.incidents.handle(id, edge, cancelIncident, 'CancelIncident', { reason, note, reroutedTo, callerTold });
  }
}
