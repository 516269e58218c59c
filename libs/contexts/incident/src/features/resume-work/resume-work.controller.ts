import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow, writers } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { resumeWork, type ResumeWork } from './resume-work';
import { ResumeWorkRequest } from './resume-work.request';

@Controller('v1/incidents')
export class ResumeWorkController {
  static readonly action = incidentAction({
    type: 'ResumeWork',
    verb: 'resume-work',
    label: 'Resume work',
    request: ResumeWorkRequest,
    decision: resumeWork,
    probe: ({ incident, meta }): ResumeWork['data'] => {
      const replies = incident.status === 'OnHold' && incident.hold.reason === 'caller' && incident.caller === meta.actor.id;
      return { reason: replies ? 'caller-replied' : 'work', dueAt: null };
    },
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/resume-work')
  @HttpCode(200)
  @Allow(...writers)
  @Answers(CommandAnswer)
  resume(@Param('id') id: string, @Body() body: ResumeWorkRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.incidents.handle(id, edge, resumeWork, 'ResumeWork', { reason: body.reason ?? 'work', dueAt: null });
  }
}
