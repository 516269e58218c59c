import { randomUUID } from 'node:crypto';
import { toInstant, type Clock, type IdSource, type Instant } from '@firebreak/event-sourcing';

export const systemClock: Clock = { now: () => toInstant(Date.now()) };
export const systemIds: IdSource = { next: () => randomUUID() };

/** A clock that is moved by hand: the sample history lives by it. */
export class StoryClock implements Clock {
  private story: Instant | null = null;

  constructor(private readonly real: Clock) {}

  now(): Instant {
    return this.story ?? this.real.now();
  }

  setTo(instant: Instant): void {
    this.story = instant;
  }

  backToReal(): void {
    this.story = null;
  }
}
