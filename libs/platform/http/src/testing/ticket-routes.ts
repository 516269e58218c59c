import {
  CodedError,
  handleCommand,
  loadStream,
  namespaces,
  streamName,
  uuidV5,
  type Decision,
  type Command,
  type EventStore,
  type HandleOptions,
} from '@firebreak/event-sourcing';
import { Allow, everyRole, writers } from '@firebreak/identity';
import { EVENT_STORE } from '@firebreak/runtime';
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { Answers } from '../edge/answers.decorator';
import { BodyLimit } from '../edge/body-limit.decorator';
import { CommandAnswer, Revisioned, type CommandEdge, type CommandResult, type ReadEdge } from '../edge/command-edge';
import { Edge, Reader, RequireIfMatch, Unmetered } from '../edge/edge.decorators';
import { parseRecordId } from '../input/record-id';
import { Seals } from '../seals/seals';
import { closeTicket, openTicket, renameTicket, ticketAggregate, ticketCodec, type Ticket, type TicketEvent } from './ticket';
import { ListTicketsQuery, OpenTicketRequest, RenameTicketRequest } from './ticket.request';

@Controller('v1/tickets')
export class TicketRoutes {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly seals: Seals,
  ) {}

  @Post()
  @Allow(...writers)
  @Answers(CommandAnswer, { created: true })
  async open(@Body() { title, priority, openedAt }: OpenTicketRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const id = uuidV5(namespaces.created, `${edge.meta.tenant}\nticket\n${edge.idempotencyKey}`);
    return { ...(await this.handle(id, edge, openTicket, { title, priority, openedAt }, 'any')), number: 'TIC-1', created: true };
  }

  @Post(':id/rename')
  @Allow('service-desk', 'incident-manager')
  @RequireIfMatch()
  @Answers(CommandAnswer)
  rename(@Param('id') id: string, @Body() { title }: RenameTicketRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.handle(uuidOf(id), edge, renameTicket, { title }, edge.expectation);
  }

  @Post(':id/close')
  @Allow('service-desk', 'incident-manager')
  @Answers(CommandAnswer)
  close(@Param('id') id: string, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.handle(uuidOf(id), edge, closeTicket, {}, edge.expectation === 'any' ? 'exists' : edge.expectation);
  }

  @Post('bulk')
  @Allow('service')
  @BodyLimit(2 * 1_048_576)
  @Unmetered()
  bulk(@Body() { title }: RenameTicketRequest): { readonly title: string } {
    return { title };
  }

  @Get()
  @Allow(...everyRole)
  list(@Query() { status, limit, cursor }: ListTicketsQuery, @Reader() reader: ReadEdge): object {
    const after = cursor === undefined ? null : this.seals.openCursor(reader.tenant, cursor);
    const next = this.seals.sealCursor(reader.tenant, { after: 'TIC-1' });
    return { status: status ?? null, limit: limit ?? 50, after, next, consistency: reader.consistency };
  }

  @Get('broken')
  @Allow(...everyRole)
  broken(): never {
    throw new TypeError('secret driver message at /srv/db.sqlite');
  }

  @Get('unsaid')
  unsaid(): string {
    return 'nobody gets here';
  }

  @Get(':id')
  @Allow(...everyRole)
  async view(@Param('id') id: string, @Reader() reader: ReadEdge): Promise<Revisioned<Ticket>> {
    const { state, envelope } = await loadStream(this.store, ticketAggregate, ticketCodec, streamName('ticket', reader.tenant, uuidOf(id)));
    if (envelope.revision < 0) throw new CodedError('not-found');
    return new Revisioned(envelope.revision, state);
  }

  private async handle<Data extends object>(
    id: string,
    { meta }: CommandEdge,
    decide: Decision<Command<string, Data>, Ticket, TicketEvent>,
    data: Data,
    expected: HandleOptions['expected'],
  ): Promise<CommandResult> {
    const handling = { store: this.store, codec: ticketCodec, aggregate: ticketAggregate };
    const handled = await handleCommand(handling, streamName('ticket', meta.tenant, id), decide, { type: decide.name, data, meta }, { expected });
    return { handled, id, number: null };
  }
}

const uuidOf = (id: string): string => {
  const parsed = parseRecordId(id, 'TIC');
  if ('uuid' in parsed) return parsed.uuid;
  throw new CodedError('not-found');
};
