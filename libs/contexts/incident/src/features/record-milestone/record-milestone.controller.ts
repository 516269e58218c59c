import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { recordMilestone, type RecordMilestone } from './record-milestone';
import { RecordMilestoneRequest } from './record-milestone.request';

@Controller('v1/incidents')
export class RecordMilestoneController {
  static readonly action = incidentAction({
    type: 'RecordMilestone',
    verb: 'record-milestone',
    label: 'Record a milestone',
    request: RecordMilestoneRequest,
    decision: recordMilestone,
    probe: ({ meta, policies }): RecordMilestone['data'] => ({ kind: 'mitigated', at: meta.now, reason: null, policy: policies.backdating }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/record-milestone')
  @HttpCode(200)
  @Allow('resolver', 'incident-manager')
  @Answers(CommandAnswer)
  async record(@Param('id') id: string, @Body() body: RecordMilestoneRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { kind, at, reason = null } = body;
    const { backdating: policy } = await this.incidents.policies(edge);
    return this.incidents.handle(id, edge, recordMilestone, 'RecordMilestone', { kind, at, reason, policy });
  }
}
