import { handleCommand, refused, type EventStore } from '@firebreak/event-sourcing';
import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { EVENT_STORE } from '@firebreak/runtime';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { policyAggregate, policyCodec, streamName } from '../../domain/policies/incident-policy';
import { isPolicyKind, policyKinds } from '../../domain/policies/policies';
import { PolicyBook } from '../../policy-book';
import { publishIncidentPolicy, type PublishIncidentPolicy } from './publish-incident-policy';
import { PublishIncidentPolicyRequest } from './publish-incident-policy.request';

@Controller('v1/policies/incident')
export class PublishIncidentPolicyController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly policyBook: PolicyBook,
  ) {}

  @Post(':kind/publish')
  @HttpCode(200)
  @Allow('administrator')
  @ApiParam({ name: 'kind', enum: policyKinds, example: 'reopen' })
  @Answers(CommandAnswer)
  async publish(@Param('kind') kind: string, @Body() body: PublishIncidentPolicyRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    if (!isPolicyKind(kind)) throw refused('not-found');
    const { meta, expectation } = edge;
    const command: PublishIncidentPolicy = { type: 'PublishIncidentPolicy', data: { kind, policy: body.policy, reason: body.reason }, meta };
    const handling = { store: this.store, codec: policyCodec, aggregate: policyAggregate };
    const handled = await handleCommand(handling, streamName(meta.tenant, kind), publishIncidentPolicy, command, { expected: expectation });
    this.policyBook.forget(meta.tenant);
    return { handled, id: kind, number: null };
  }
}
