import type { EventBus } from '@firebreak/event-sourcing';
import { Reader, type ReadEdge } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { EVENT_BUS } from '@firebreak/runtime';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { readFeed, type FeedPage } from './feed';
import { ReadFeedQuery } from './read-feed.request';

@Controller('v1/feed')
export class ReadFeedController {
  constructor(@Inject(EVENT_BUS) private readonly bus: EventBus) {}

  /** Those of restricted incidents go to whoever may see the incident. */
  @Get()
  @Allow('auditor', 'service', 'incident-manager')
  read(@Query() query: ReadFeedQuery, @Reader() reader: ReadEdge): Promise<FeedPage> {
    return readFeed(this.bus, reader, query.after ?? null, query.limit ?? 100);
  }
}
