import { operatingTenant, refused, tenantOfParked } from '@firebreak/event-sourcing';
import { Answers, Edge, Reader, type CommandEdge, type ReadEdge } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Runtime, type RebuildStatus, type Rebuilds } from '@firebreak/runtime';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { AuditQuery, RebuildRequest } from './projections.request';
import { ReadModel, ReadModelAudit, ReadModelList } from './projections.response';

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

  /** Reads the whole source, and compares every document with it. May be asked at any time, and changes nothing. */
  @Get(':name/audit')
  @Allow('administrator', 'auditor')
  @Answers(ReadModelAudit)
  async audit(@Param('name') name: string, @Query() { generation }: AuditQuery, @Reader() { tenant }: ReadEdge): Promise<ReadModelAudit> {
    const audit = await this.rebuilds.audit(name, generation);
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
