import { randomUUID } from 'node:crypto';
import type { BusRecord, EventBus, ReceivedRecord } from '@firebreak/event-sourcing';

export interface OpenedEventBus {
  readonly bus: EventBus;
  close(): Promise<void>;
  /** Closes and opens the same log again; absent where the engine forgets. */
  reopen?(): Promise<OpenedEventBus>;
}

export type OpenEventBus = () => Promise<OpenedEventBus>;

/** Opens a bus before each test and closes it after. */
export const usingBus = (open: OpenEventBus): { readonly current: EventBus; reopen(): Promise<void> } => {
  let opened: OpenedEventBus;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());
  return {
    get current() {
      return opened.bus;
    },
    reopen: async () => {
      if (opened.reopen) opened = await opened.reopen();
    },
  };
};

export const freshTopic = (): string => `firebreak.light_${randomUUID().slice(0, 8)}.v1`;
export const freshGroup = (): string => `group-${randomUUID()}`;

/** Records of a topic with growing positions; each key counts its own sequence and has its own partition. */
export const recordsOf = async (bus: EventBus, topic: string, keys: readonly string[], firstPosition = 0): Promise<BusRecord[]> => {
  const partitions = await bus.partitions(topic);
  const sequences = new Map<string, number>();
  return keys.map((key, index) => {
    const sequence = sequences.get(key) ?? 0;
    sequences.set(key, sequence + 1);
    return {
      topic,
      partition: [...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % partitions,
      key,
      id: randomUUID(),
      type: 'LightSwitched',
      sequence,
      position: String(firstPosition + index).padStart(16, '0'),
      storeId: 'store',
      hash: `hash ${key} ${sequence}`,
      headers: { 'content-type': 'application/json', 'x-test': 'ä€😀' },
      value: JSON.stringify({ key, sequence }),
    };
  });
};

export interface Collector {
  readonly batches: readonly (readonly ReceivedRecord[])[];
  received(): ReceivedRecord[];
  handle(batch: readonly ReceivedRecord[]): Promise<void>;
  /** Resolves once so many records were handed over. */
  until(count: number): Promise<void>;
}

export interface Latch {
  readonly open: () => void;
  readonly opened: Promise<void>;
}

/** Remembers what it was handed and tells when there was enough of it. */
export const collector = (): Collector => {
  const batches: (readonly ReceivedRecord[])[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const received = (): ReceivedRecord[] => batches.flat();
  return {
    batches,
    received,
    handle: async (batch: readonly ReceivedRecord[]): Promise<void> => {
      batches.push(batch);
      for (const each of waiting.filter(({ count }) => received().length >= count)) each.resolve();
    },
    until: async (count: number): Promise<void> => {
      if (received().length < count) await new Promise<void>((resolve) => void waiting.push({ count, resolve }));
    },
  };
};

/** A promise somebody else resolves. */
export const latch = (): Latch => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => void (open = resolve));
  return { open, opened };
};

export const namesOf = (records: readonly BusRecord[]): string[] => records.map((record) => `${record.key}:${record.sequence}`);

/** Does every key come in order of its sequence? Records seen before may come again. */
export const expectOrderPerKey = (records: readonly BusRecord[]): void => {
  const next = new Map<string, number>();
  for (const { key, sequence } of records) {
    expect(sequence).toBeLessThanOrEqual(next.get(key) ?? 0);
    next.set(key, Math.max(next.get(key) ?? 0, sequence + 1));
  }
};
