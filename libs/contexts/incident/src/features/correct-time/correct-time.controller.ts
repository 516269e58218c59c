import { plusMillis } from '@firebreak/event-sourcing';
import { Answers, CommandAnswer, Edge, RequireIfMatch, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { correctTime, type CorrectTime } from './correct-time';
import { CorrectTimeRequest } from './correct-time.request';

@Controller('v1/incidents')
export class CorrectTimeController {
  static readonly action = incidentAction({
    type: 'CorrectTime',
    verb: 'correct-time',
    label: 'Correct a time',
    request: CorrectTimeRequest,
    decision: correctTime,
    // Every incident was opened, and an earlier opening is in order with all that followed.
    probe: ({ incident, meta }): CorrectTime['data'] => ({
      which: 'opened',
      at: plusMillis(incident.status === 'Absent' ? meta.now : incident.openedAt, -1),
      reason: 'probe',
    }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/correct-time')
  @HttpCode(200)
  @RequireIfMatch()
  @Allow('incident-manager')
  @Answers(CommandAnswer)
  correct(@Param('id') id: string, @Body() body: CorrectTimeRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { which, at, reason } = body;
    return this.incidents.handle(id, edge, correctTime, 'CorrectTime', { which, at, reason });
  }
}
