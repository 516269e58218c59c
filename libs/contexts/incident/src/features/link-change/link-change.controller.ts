import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { linkChange, type LinkChange } from './link-change';
import { LinkChangeRequest } from './link-change.request';

@Controller('v1/incidents')
export class LinkChangeController {
  static readonly action = incidentAction({
    type: 'LinkChange',
    verb: 'link-change',
    label: 'Link a change',
    request: LinkChangeRequest,
    decision: linkChange,
    probe: (): LinkChange['data'] => ({ change: 'probe', relation: 'caused-by', url: null, confidence: null }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/link-change')
  @HttpCode(200)
  @Allow('resolver', 'service-desk', 'incident-manager', 'major-incident-manager', 'service')
  @Answers(CommandAnswer)
  link(@Param('id') id: string, @Body() body: LinkChangeRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { change, relation, url = null, confidence = null } = body;
    return this.incidents.handle(id, edge, linkChange, 'LinkChange', { change, relation, url, confidence });
  }
}
