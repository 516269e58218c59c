import type { BusSubscription, EventBus, ReceivedRecord } from '@firebreak/event-sourcing';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';

/** The extras of an `@EventPattern(topic, { group })`. */
export interface SubscriberExtras {
  /** Consumer group: its members share the partitions; a new one starts at the beginning. */
  readonly group: string;
}

export interface BusTransportOptions {
  readonly bus: EventBus;
  /** Told of a subscription that died for good. */
  readonly onError: (group: string, error: unknown) => void;
}

type Handler = (batch: readonly ReceivedRecord[]) => Promise<void>;

/**
 * The event bus as a Nest transport: `@EventPattern(topic, { group })` handlers receive batches of records of one topic,
 * in order per key. A batch whose handler rejects comes again; the next one of its partition waits for it.
 */
export class BusTransport extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly groups = new Map<string, Map<string, Handler>>();
  private subscriptions: BusSubscription[] = [];

  constructor(private readonly options: BusTransportOptions) {
    super();
  }

  /** Groups stand apart: Nest would chain handlers of one topic, and a failure of one would bring the batch to all of them again. */
  override addHandler(topic: unknown, callback: MessageHandler, _isEventHandler?: boolean, extras: Partial<SubscriberExtras> = {}): void {
    const { group } = extras;
    if (typeof topic !== 'string' || !group) throw new TypeError(`@EventPattern(${JSON.stringify(topic)}) does not name its topic and its group`);
    const handlers = this.groups.get(group) ?? new Map<string, Handler>();
    if (handlers.has(topic)) throw new TypeError(`two handlers of group '${group}' for '${topic}'`);
    this.groups.set(group, handlers.set(topic, this.call(callback)));
  }

  listen(callback: (error?: unknown) => void): void {
    this.subscribe().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    const open = this.subscriptions;
    this.subscriptions = [];
    await Promise.all(open.map((subscription) => subscription.stop()));
  }

  on(): never {
    throw new TypeError('the bus has no events to listen for');
  }

  unwrap<T>(): T {
    return this.options.bus as T;
  }

  private async subscribe(): Promise<void> {
    for (const [group, handlers] of this.groups) {
      const subscription = await this.options.bus.subscribe({ group, topics: [...handlers.keys()] }, async (batch) => {
        const [first] = batch;
        if (first) await handlers.get(first.topic)!(batch);
      });
      subscription.done.catch((error: unknown) => this.options.onError(group, error));
      this.subscriptions.push(subscription);
    }
  }

  private call(handler: MessageHandler): Handler {
    return async (batch) => {
      const answer = this.transformToObservable(await handler(batch));
      await lastValueFrom(answer, { defaultValue: undefined });
    };
  }
}
