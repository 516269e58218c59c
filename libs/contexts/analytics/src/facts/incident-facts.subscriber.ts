import { topicOf, type ReceivedRecord } from '@firebreak/event-sourcing';
import { Runtime } from '@firebreak/runtime';
import { Subscriber } from '@firebreak/transport';
import { EventPattern, Payload } from '@nestjs/microservices';
import { factsGroup } from '../freshness';

/** What becomes of incidents, into one fact for each. */
@Subscriber()
export class IncidentFactsSubscriber {
  constructor(private readonly runtime: Runtime) {}

  @EventPattern([topicOf('incident')], { group: factsGroup })
  receive(@Payload() batch: readonly ReceivedRecord[]): Promise<void> {
    return this.runtime.handle(factsGroup, batch);
  }
}
