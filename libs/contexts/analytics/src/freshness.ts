import { toMillis, type Instant, type ProjectedEvent } from '@firebreak/event-sourcing';
import { Runtime } from '@firebreak/runtime';
import { Injectable } from '@nestjs/common';

export const factsGroup = 'analytics';

/** How far the facts are behind what is recorded. */
@Injectable()
export class FactsLag {
  private latest: Instant | null = null;

  constructor(private readonly runtime: Runtime) {}

  seen(events: readonly ProjectedEvent[]): void {
    for (const { recordedAt } of events) if (this.latest === null || recordedAt > this.latest) this.latest = recordedAt;
  }

  async read(now: Instant): Promise<{ readonly lagEvents: number; readonly lagMs: number | null }> {
    const lagEvents = (await this.runtime.lag()).get(factsGroup) ?? 0;
    if (lagEvents === 0) return { lagEvents, lagMs: 0 };
    return { lagEvents, lagMs: this.latest === null ? null : Math.max(0, toMillis(now) - toMillis(this.latest)) };
  }
}
