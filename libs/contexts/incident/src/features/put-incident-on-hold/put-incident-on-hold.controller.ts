import { plusMillis } from '@firebreak/event-sourcing';
import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { putIncidentOnHold, type PutIncidentOnHold } from './put-incident-on-hold';
import { PutIncidentOnHoldRequest } from './put-incident-on-hold.request';

@Controller('v1/incidents')
export class PutIncidentOnHoldController {
  static readonly action = incidentAction({
    type: 'PutIncidentOnHold',
    verb: 'put-on-hold',
    label: 'Put on hold',
    request: PutIncidentOnHoldRequest,
    decision: putIncidentOnHold,
    // Waiting for the caller is the one hold that every open state has.
    probe: ({ meta, policies }): PutIncidentOnHold['data'] => ({
      reason: 'caller',
      followUpAt: plusMillis(meta.now, 1),
      comment: 'probe',
      linkedId: null,
      policy: policies.hold,
    }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/put-on-hold')
  @HttpCode(200)
  @Allow('resolver', 'service-desk', 'incident-manager', 'service')
  @Answers(CommandAnswer)
  async putOnHold(@Param('id') id: string, @Body() body: PutIncidentOnHoldRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { reason, followUpAt, comment = null, linkedId = null } = body;
    const { hold: policy } = await this.incidents.policies(edge);
    return this.incidents.handle(id, edge, putIncidentOnHold, 'PutIncidentOnHold', { reason, followUpAt, comment, linkedId, policy });
  }
}
