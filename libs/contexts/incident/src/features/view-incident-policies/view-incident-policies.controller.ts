import { loadStream, refused, type EventStore } from '@firebreak/event-sourcing';
import { Reader, Revisioned, type ReadEdge } from '@firebreak/http';
import { Allow, everyRole } from '@firebreak/identity';
import { EVENT_STORE } from '@firebreak/runtime';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { policyAggregate, policyCodec, streamName } from '../../domain/policies/incident-policy';
import { isPolicyKind, policyKinds, type PolicyKind } from '../../domain/policies/policies';
import { currentPolicy, policyRecord, type CurrentPolicy, type LoadedPolicy, type PolicyRecord } from './incident-policy-record';

/** Folded from the store, so it is never behind. */
@Controller('v1/policies/incident')
export class ViewIncidentPoliciesController {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  @Get()
  @Allow(...everyRole)
  async list(@Reader() reader: ReadEdge): Promise<{ readonly items: readonly CurrentPolicy[] }> {
    return { items: await Promise.all(policyKinds.map(async (kind) => currentPolicy(kind, await this.load(reader, kind)))) };
  }

  /** Without an ETag while nothing is published. */
  @Get(':kind')
  @Allow(...everyRole)
  @ApiParam({ name: 'kind', enum: policyKinds, example: 'reopen' })
  async view(@Param('kind') kind: string, @Reader() reader: ReadEdge): Promise<Revisioned<PolicyRecord> | PolicyRecord> {
    if (!isPolicyKind(kind)) throw refused('not-found');
    const loaded = await this.load(reader, kind);
    const record = policyRecord(kind, loaded);
    return loaded.envelope.revision < 0 ? record : new Revisioned(loaded.envelope.revision, record);
  }

  private load({ tenant }: ReadEdge, kind: PolicyKind): Promise<LoadedPolicy> {
    return loadStream(this.store, policyAggregate, policyCodec, streamName(tenant, kind));
  }
}
