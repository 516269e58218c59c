import { topicOf, type ReceivedRecord } from '@firebreak/event-sourcing';
import { Runtime } from '@firebreak/runtime';
import { Subscriber } from '@firebreak/transport';
import { EventPattern, Payload } from '@nestjs/microservices';

export const directoryGroup = 'incident-directory';

/** What the catalog says in public, into the directory of this context. */
@Subscriber()
export class CatalogSubscriber {
  constructor(private readonly runtime: Runtime) {}

  @EventPattern([topicOf('catalog')], { group: directoryGroup })
  receive(@Payload() batch: readonly ReceivedRecord[]): Promise<void> {
    return this.runtime.handle(directoryGroup, batch);
  }
}
