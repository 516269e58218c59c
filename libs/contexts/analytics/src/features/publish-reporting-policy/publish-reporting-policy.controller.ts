import { handleCommand, type EventStore } from '@firebreak/event-sourcing';
import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { EVENT_STORE } from '@firebreak/runtime';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { policyAggregate, policyCodec, streamName } from '../../domain/reporting-policy';
import { publishReportingPolicy, type PublishReportingPolicy } from './publish-reporting-policy';
import { PublishReportingPolicyRequest } from './publish-reporting-policy.request';

@Controller('v1/policies/reporting')
export class PublishReportingPolicyController {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  @Post('publish')
  @HttpCode(200)
  @Allow('administrator')
  @Answers(CommandAnswer)
  async publish(@Body() { zones, defaults, reason }: PublishReportingPolicyRequest, @Edge() { meta, expectation }: CommandEdge): Promise<CommandResult> {
    const command: PublishReportingPolicy = { type: 'PublishReportingPolicy', data: { zones, defaults, reason }, meta };
    const handling = { store: this.store, codec: policyCodec, aggregate: policyAggregate };
    const handled = await handleCommand(handling, streamName(meta.tenant), publishReportingPolicy, command, { expected: expectation });
    return { handled, id: 'reporting', number: null };
  }
}
