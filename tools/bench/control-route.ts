import { createEventCodec, event, streamName, type DomainEvent, type EventStore } from '@firebreak/event-sourcing';
import { Title } from '@firebreak/http';
import { Public } from '@firebreak/identity';
import { EVENT_STORE } from '@firebreak/runtime';
import { Body, Controller, HttpCode, Inject, Module, Post } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { randomUUID } from 'node:crypto';

type Bare = DomainEvent<'Bare', { readonly title: string }>;
const codec = createEventCodec<Bare>({ Bare: { personal: [] } });

class BareRequest {
  @ApiProperty()
  @Title()
  title!: string;
}

/** What the command path is compared with: a validated body and one durable event, nothing else. */
@Controller('bench')
export class ControlController {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  @Post('append')
  @HttpCode(200)
  @Public()
  async append(@Body() { title }: BareRequest): Promise<object> {
    const stream = streamName('bench', 'default', randomUUID());
    const now = new Date().toISOString();
    const meta = { tenant: 'default', actor: { id: 'bench', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'bench', causationId: null, origin: 'live' as const, now, idempotency: null };
    const base = { stream, revision: -1, lastHash: null, lastRecordedAt: null };
    const { revision, position } = await this.store.append(stream, -1, codec.prepare(base, meta, [event('Bare', { title })]));
    return { revision, position };
  }
}

@Module({ controllers: [ControlController] })
export class ControlModule {}
