import type { Clock, Instant } from '@firebreak/event-sourcing';

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
