import { Answers, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow, writers } from '@firebreak/identity';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IncidentCommands } from '../../incident-commands';
import { PossibleDuplicates } from '../../possible-duplicates';
import { logIncident } from './log-incident';
import { LogIncidentAnswer } from './log-incident.answer';
import { LogIncidentRequest } from './log-incident.request';

@Controller('v1/incidents')
export class LogIncidentController {
  constructor(
    private readonly incidents: IncidentCommands,
    private readonly duplicates: PossibleDuplicates,
  ) {}

  @Post()
  @HttpCode(201)
  @Allow(...writers)
  @Answers(LogIncidentAnswer, { created: true })
  async log(@Body() body: LogIncidentRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { title, description = null, source, channel, openedAt = edge.meta.now, caller = null, alertId = null } = body;
    const { service = null, configurationItem = null, impactStartedAt = null, detectedAt = null } = body;
    const { fingerprint = null, externalId = null, visibility = 'normal' } = body;
    const reopens = body.reopens ? await this.incidents.reference(edge, body.reopens, 'reopens') : null;
    const alike = await this.duplicates.of(edge, service, title);
    const times = { openedAt, impactStartedAt, detectedAt };
    const data = { title, description, source, channel, caller, alertId, service, configurationItem, fingerprint, externalId, visibility, reopens, ...times };
    const registered = (): Promise<void> => this.incidents.requireService(edge, service);
    const result = await this.incidents.create(edge, logIncident, 'LogIncident', (number) => ({ ...data, number }), registered);
    // A repeat finds the incident that it made.
    return { ...result, extra: { possibleDuplicates: alike.filter(({ id }) => id !== result.id) } };
  }
}
