import { operatingTenant, refused, tenantOfParked } from '@firebreak/event-sourcing';
import { Answers, Edge, Reader, type CommandEdge, type ReadEdge } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Runtime, type RebuildStatus, type Rebuilds } from '@firebreak/runtime';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AuditQuery, RebuildRequest } from './projections.request';
import { AuditUnderWay, ReadModel, ReadModelAudit, ReadModelList } from './projections.response';

/** Well within what a proxy waits for. */
const longestWaitMs = 10_000;
const askAgainSeconds = 2;

/** Read models: where they stand, whether they are complete, and how they are made again while everybody reads on. */
@Controller('v1/admin/projections')
export class ProjectionsController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @Allow('administrator', 'auditor')
  @Answers(ReadModelList)
  async list(): Promise<ReadModelList> {
    return { items: (await this.rebuilds.list()).map((status) => this.shown(status)) };
  }

  @Get(':name')
  @Allow('administrator', 'auditor')
  @Answers(ReadModel)
  async view(@Param('name') name: string): Promise<ReadModel> {
    return this.shown(await this.rebuilds.of(name));
  }

  /**
   * Reads the whole source, and compares every document with it. May be asked at any time, and changes nothing. Where that takes
   * longer than ten seconds it goes on behind a 202: the same request again hears what came of it.
   */
  @Get(':name/audit')
  @Allow('administrator', 'auditor')
  @Answers(ReadModelAudit)
  @ApiResponse({ status: 202, type: AuditUnderWay, description: 'Under way: ask again after `Retry-After` seconds.' })
  async audit(
    @Param('name') name: string,
    @Query() { generation }: AuditQuery,
    @Reader() { tenant }: ReadEdge,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReadModelAudit | AuditUnderWay> {
    const audit = await this.rebuilds.auditWithin(longestWaitMs, name, generation);
    if (audit === null) {
      void reply.status(202).header('retry-after', String(askAgainSeconds));
      return { name, isUnderWay: true };
    }
    const own = (stream: string): boolean => tenantOfParked(stream) === tenant;
    const projections = audit.projections.map((each) => ({
      ...each,
      differences: each.differences.filter(({ stream }) => own(stream)),
      sample: { ...each.sample, different: each.sample.different.filter(own) },
    }));
    return { ...audit, projections };
  }

  /** Makes it again from the beginning, beside the one that is read. The same call again changes nothing. */
  @Post(':name/rebuild')
  @HttpCode(200)
  @Allow('administrator')
  @Answers(ReadModel)
  rebuild(@Param('name') name: string, @Body() { switch: how }: RebuildRequest, @Edge() edge: CommandEdge): Promise<ReadModel> {
    return this.changed(edge, (rebuilds) => rebuilds.rebuild(name, { manual: how === 'manual' }));
  }

  /** Announces that the newer generation becomes the live one; within seconds it does. */
  @Post(':name/switch')
  @HttpCode(200)
  @Allow('administrator')
  @Answers(ReadModel)
  switchOver(@Param('name') name: string, @Edge() edge: CommandEdge): Promise<ReadModel> {
    return this.changed(edge, (rebuilds) => rebuilds.switch(name));
  }

  /** Announces that the generation before becomes live again; within seconds it does. */
  @Post(':name/roll-back')
  @HttpCode(200)
  @Allow('administrator')
  @Answers(ReadModel)
  rollBack(@Param('name') name: string, @Edge() edge: CommandEdge): Promise<ReadModel> {
    return this.changed(edge, (rebuilds) => rebuilds.rollBack(name));
  }

  /** Gives up what is not live: what is in the making, else what was kept for a roll-back. */
  @Post(':name/drop')
  @HttpCode(200)
  @Allow('administrator')
  @Answers(ReadModel)
  drop(@Param('name') name: string, @Edge() edge: CommandEdge): Promise<ReadModel> {
    return this.changed(edge, (rebuilds) => rebuilds.drop(name));
  }

  private get rebuilds(): Rebuilds {
    return this.runtime.rebuilds;
  }

  /** Read models are everybody's: who runs the installation decides about them. */
  private async changed({ meta }: CommandEdge, change: (rebuilds: Rebuilds) => Promise<RebuildStatus>): Promise<ReadModel> {
    if (meta.tenant !== operatingTenant) throw refused('not-permitted', { rule: `read models are the business of the tenant ${operatingTenant}` });
    return this.shown(await change(this.rebuilds));
  }

  private shown(status: RebuildStatus): ReadModel {
    const live = status.live.generation;
    const projections = status.projections.map((name) => ({ name, ...this.runtime.statsOf(name, live) }));
    return { ...status, projections };
  }
}
