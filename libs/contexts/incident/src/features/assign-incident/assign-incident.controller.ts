import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { assignIncident, type AssignIncident } from './assign-incident';
import { AssignIncidentRequest } from './assign-incident.request';

@Controller('v1/incidents')
export class AssignIncidentController {
  static readonly action = incidentAction({
    type: 'AssignIncident',
    verb: 'assign',
    label: 'Assign',
    request: AssignIncidentRequest,
    decision: assignIncident,
    probe: (): AssignIncident['data'] => ({ group: 'probe', assignee: null, reason: 'probe' }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/assign')
  @HttpCode(200)
  @Allow('service-desk', 'incident-manager')
  @Answers(CommandAnswer)
  assign(@Param('id') id: string, @Body() body: AssignIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { group, assignee = null, reason = null } = body;
    const data = { group, assignee, reason };
    return this.incidents.handle(id, edge, assignIncident, 'AssignIncident', data, () => this.incidents.requireGroup(edge, group));
  }
}
