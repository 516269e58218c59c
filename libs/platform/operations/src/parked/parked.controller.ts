import { operatingTenant, operationsCategory, parkedId, refused, type ParkedOwner, skipCodec, type EventCodec, type DomainEvent } from '@firebreak/event-sourcing';
import { Answers, CommandAnswer, Edge, Reader, Seals, type CommandEdge, type CommandResult, type ReadEdge } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { READ_STORE, Runtime } from '@firebreak/runtime';
import type { ReadStore } from '@firebreak/event-sourcing';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, type OnModuleInit } from '@nestjs/common';
import { ListParkedQuery, ListSkippedQuery, SkipParkedRequest } from './parked.request';
import { ParkedList, RetryAnswer, SkippedList } from './parked.response';
import { ParkedStreams } from './parked-streams';
import { skippedCollection, skippedList, type SkippedDocument } from './skipped.projection';

/** What a cursor stands for, and in which list. */
interface Place {
  readonly of: string;
  readonly id: string;
}

/** Parked streams: nothing waits unseen, and nothing is skipped without a name and a reason. */
@Controller('v1/admin')
export class ParkedController implements OnModuleInit {
  private readonly parked: ParkedStreams;

  constructor(
    private readonly runtime: Runtime,
    private readonly seals: Seals,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
  ) {
    this.parked = new ParkedStreams(runtime);
  }

  onModuleInit(): void {
    const codecs = { [operationsCategory]: skipCodec as unknown as EventCodec<DomainEvent> };
    this.runtime.projectFromStore({ name: 'operations', codecs, categories: [operationsCategory], projections: [skippedList] });
  }

  /** What waits of the caller's tenant; what belongs to no stream is shown to the operating tenant. */
  @Get('parked')
  @Allow('administrator', 'auditor')
  @Answers(ParkedList)
  async list(@Query() { projection, cursor, limit = 100 }: ListParkedQuery, @Reader() { tenant }: ReadEdge): Promise<ParkedList> {
    const { parking } = this.runtime;
    const owner = this.ownerOf(tenant);
    const list = `parked ${projection ?? ''}`;
    const after = this.placeIn(list, tenant, cursor);
    const of = projection === undefined ? {} : { projection };
    const found = await parking.page({ ...of, owner, limit: limit + 1, ...(after === undefined ? {} : { after }) });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const nextCursor = found.length > limit && last ? this.seals.sealCursor(tenant, { of: list, id: parkedId(last.projection, last.stream) } satisfies Place) : null;
    const names = this.runtime.projectorList.map((each) => each.projection.name);
    const counts = await Promise.all(names.map(async (name) => [name, await parking.count({ projection: name, owner })] as const));
    return { items, nextCursor, counts: Object.fromEntries(counts.filter(([, count]) => count > 0)) };
  }

  /** Applies what is missing of the stream from its source. The same call again is harmless. */
  @Post('parked/:projection/:stream/retry')
  @HttpCode(200)
  @Allow('administrator')
  @Answers(RetryAnswer)
  retry(@Param('projection') projection: string, @Param('stream') stream: string, @Edge() edge: CommandEdge): Promise<RetryAnswer> {
    return this.parked.retry({ projection, stream }, edge.meta.tenant);
  }

  /** Goes past the one revision at which the stream is parked, for good and for every later generation of the read model. */
  @Post('parked/:projection/:stream/skip')
  @HttpCode(200)
  @Allow('administrator')
  @Answers(CommandAnswer)
  skip(@Param('projection') projection: string, @Param('stream') stream: string, @Body() { revision, reason }: SkipParkedRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.parked.skip({ projection, stream }, { revision, reason }, edge);
  }

  /** Who skipped what, when and why. Kept as long as the event store. */
  @Get('skipped')
  @Allow('administrator', 'auditor')
  @Answers(SkippedList)
  async skipped(@Query() { cursor, limit = 100 }: ListSkippedQuery, @Reader() { tenant, consistency }: ReadEdge): Promise<SkippedList> {
    for (const { stream, revision } of consistency) await this.runtime.waitForRevision(skippedList.name, stream, revision);
    const id = this.placeIn('skipped', tenant, cursor);
    const after = id === undefined ? {} : { after: { values: [], id } };
    const collection = await this.readStore.collection<SkippedDocument>(skippedCollection);
    const found = await collection.find({ filter: { op: 'eq', field: 'tenant', value: tenant }, limit: limit + 1, ...after });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ doc: { projection, stream, revisions } }) => ({ projection, stream, revisions })),
      nextCursor: found.length > limit && last ? this.seals.sealCursor(tenant, { of: 'skipped', id: last.id } satisfies Place) : null,
    };
  }

  /** @throws CodedError `invalid-cursor`, also for the cursor of another list */
  private placeIn(list: string, tenant: string, cursor: string | undefined): string | undefined {
    if (cursor === undefined) return undefined;
    const { of, id } = this.seals.openCursor<Place>(tenant, cursor);
    if (of !== list) throw refused('invalid-cursor', { field: 'cursor', whatToDo: 'start again without a cursor after changing the query' });
    return id;
  }

  private ownerOf(tenant: string): ParkedOwner {
    const categories = [...new Set(this.runtime.projectorList.flatMap(({ projection }) => projection.categories))];
    return { tenant, categories, foreign: tenant === operatingTenant };
  }
}
