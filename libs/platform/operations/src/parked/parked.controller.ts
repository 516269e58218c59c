import { CodedError, streamParts, type ParkedStream } from '@firebreak/event-sourcing';
import { Edge, Reader, type CommandEdge, type ReadEdge } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Runtime } from '@firebreak/runtime';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';

/** Parked streams: nothing waits unseen, and nothing is skipped. */
@Controller('v1/admin')
export class ParkedController {
  constructor(private readonly runtime: Runtime) {}

  @Get('parked')
  @Allow('administrator', 'auditor')
  async parked(@Reader() { tenant }: ReadEdge): Promise<{ readonly items: readonly ParkedStream[] }> {
    const items = await this.runtime.parking.list();
    return { items: items.filter(({ stream }) => streamParts(stream).tenant === tenant) };
  }

  /** Applies what is missing of the stream from its source. The same call again is harmless. */
  @Post('parked/:projection/:stream/retry')
  @HttpCode(200)
  @Allow('administrator')
  async retry(@Param('projection') projection: string, @Param('stream') stream: string, @Edge() edge: CommandEdge): Promise<{ readonly parked: boolean }> {
    const own = streamParts(stream).tenant === edge.meta.tenant;
    if (!own || !(await this.runtime.parking.isParked(projection, stream))) throw new CodedError('not-found');
    await this.runtime.projector(projection).retry(stream);
    return { parked: await this.runtime.parking.isParked(projection, stream) };
  }

  @Get('projections')
  @Allow('administrator', 'auditor')
  projections(): { readonly items: readonly object[] } {
    return { items: this.runtime.projectorList.map(({ projection, stats }) => ({ name: projection.name, follows: projection.categories, ...stats })) };
  }
}
