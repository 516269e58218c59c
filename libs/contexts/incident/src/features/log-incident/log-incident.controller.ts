import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow, writers } from '@firebreak/identity';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IncidentCommands } from '../../incident-commands';
import { logIncident } from './log-incident';
import { LogIncidentRequest } from './log-incident.request';

@Controller('v1/incidents')
export class LogIncidentController {
  constructor(private readonly incidents: IncidentCommands) {}

  @Post()
  @HttpCode(201)
  @Allow(...writers)
  @Answers(CommandAnswer, { created: true })
  async log(@Body() body: LogIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { title, description = null, source, channel, openedAt = edge.meta.now, caller = null, alertId = null } = body;
    const { service = null, configurationItem = null, impactStartedAt = null, detectedAt = null } = body;
    const { fingerprint = null, externalId = null, visibility = 'normal' } = body;
    await this.incidents.requireService(edge, service);
    const reopens = body.reopens ? await this.incidents.reference(edge, body.reopens) : null;
    const times = { openedAt, impactStartedAt, detectedAt };
    const data = { title, description, source, channel, caller, alertId, service, configurationItem, fingerprint, externalId, visibility, reopens, ...times };
    return this.incidents.create(edge, logIncident, 'LogIncident', (number) => ({ ...data, number }));
  }
}
