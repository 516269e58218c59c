import { START, type AllStreamSubscription, type EventStoreDBClient } from '@eventstore/db-client';
import type { Position, ReadAllOptions, ReadOn, StoredEvent } from '@firebreak/event-sourcing';
import { serverPositionOf } from './positions';
import { Recent } from './recent';
import { asRecorded } from './recorded';
import { identityStream } from './store-identity';

export interface TailStats {
  /** How often the subscription ended, with an error or without one. */
  drops: number;
  lastDrop: string | null;
}

const pause = (millis: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => resolve(void clearTimeout(timer)), { once: true });
  });

const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** Whoever is woken asks the server: one event at once, many of them together. */
const restMs = 25;

/**
 * Follows the end of the log, for those that wait for more. The client never subscribes again by itself and tells a clean end
 * by silence: either is a drop here, and the subscription goes on behind the last event it saw.
 */
export class Tail {
  private readonly stopping = new AbortController();
  private readonly waiting = new Set<() => void>();
  private subscription: AllStreamSubscription | null = null;
  private running: Promise<void> | null = null;
  private nextWake: NodeJS.Timeout | null = null;
  private lastWake = 0;
  private readonly recent: Recent;
  /** Whether the subscription runs: what it has not seen is then on its way. */
  private live = false;
  readonly stats: TailStats = { drops: 0, lastDrop: null };

  constructor(
    private readonly client: EventStoreDBClient,
    private latest: Position | null,
  ) {
    this.recent = new Recent(latest);
  }

  /** Resolves when something after `after` may be there, or the signal aborts. */
  async waitForMore(after: Position | null, signal: AbortSignal): Promise<void> {
    this.running ??= this.follow();
    if (signal.aborted || this.stopping.signal.aborted) return;
    const waited = new Promise<void>((resolve) => {
      const done = (): void => {
        this.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
    if (this.latest !== null && (after === null || this.latest > after)) this.wakeSoon();
    await waited;
  }

  /** @returns null while nobody listens, and where it was too long ago */
  seen(options: ReadAllOptions): ReadOn | null {
    return this.live ? this.recent.behind(options) : null;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.subscription?.unsubscribe().catch(() => undefined);
    // Cancelled by us it would neither end nor fail.
    this.subscription?.destroy();
    this.wake();
    await this.running;
  }

  private wakeSoon(): void {
    if (this.nextWake) return;
    const wait = Math.max(0, this.lastWake + restMs - performance.now());
    if (wait === 0) return this.wake();
    this.nextWake = setTimeout(() => this.wake(), wait);
  }

  private wake(): void {
    clearTimeout(this.nextWake ?? undefined);
    this.nextWake = null;
    this.lastWake = performance.now();
    for (const done of [...this.waiting]) done();
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    for (let millis = firstPauseMs; !signal.aborted; millis = Math.min(millis * 2, longestPauseMs)) {
      const before = this.latest;
      const reason = await this.read().then(
        () => 'ended',
        (error: unknown) => String(error),
      );
      this.live = false;
      if (signal.aborted) return;
      this.stats.drops += 1;
      this.stats.lastDrop = reason;
      // What came while nobody listened is found by those that read on.
      this.wake();
      if (this.latest !== before) millis = firstPauseMs;
      await pause(millis, signal);
    }
  }

  private async read(): Promise<void> {
    const subscription = this.client.subscribeToAll({ fromPosition: this.latest === null ? START : serverPositionOf(this.latest) });
    this.subscription = subscription;
    subscription.once('confirmation', () => (this.live = true));
    for await (const { streamId, position, stored } of asRecorded(subscription)) {
      if (this.stopping.signal.aborted) return;
      if (streamId.startsWith('$') || streamId === identityStream) continue;
      // Of an append in the middle of which it was opened again, the server may send the beginning once more.
      if (this.latest !== null && position <= this.latest) continue;
      this.latest = position;
      this.keep(position, stored);
      this.wakeSoon();
    }
  }

  /** One that nobody can read is left to those that read on, who say so. */
  private keep(position: Position, read: () => StoredEvent): void {
    try {
      this.recent.add(read());
    } catch {
      this.recent.beginBehind(position);
    }
  }
}
