import {
  categoryOf,
  checkAppend,
  CodedError,
  type AppendResult,
  type EventStore,
  type EventToAppend,
  type StoredEvent,
} from '@firebreak/event-sourcing';
import { stepped, type StepHooks } from './step';

export interface MemoryEventStoreOptions extends StepHooks {
  readonly storeId?: string;
}

export interface MemoryEventStore extends EventStore {
  /** Everything there is, past the hooks. */
  all(): readonly StoredEvent[];
}

const positionOf = (index: number): string => String(index + 1).padStart(16, '0');

const same = (stored: StoredEvent, event: EventToAppend): boolean =>
  (['id', 'hash', 'type', 'data', 'metadata'] as const).every((part) => stored[part] === event[part]);

/** The port's promises without durability. */
export const memoryEventStore = (options: MemoryEventStoreOptions = {}): MemoryEventStore => {
  const run = stepped('event-store', options);
  const log: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const ids = new Set<string>();
  const waiting = new Set<() => void>();

  const write = (stream: string, expected: number, events: readonly EventToAppend[]): AppendResult => {
    checkAppend(events);
    const known = streams.get(stream) ?? [];
    const actual = known.length - 1;
    const there = known.slice(expected + 1, expected + 1 + events.length);
    if (there.length === events.length && there.every((stored, index) => same(stored, events[index]!))) {
      return { revision: expected + events.length, position: there.at(-1)!.position };
    }
    const taken = events.some((event) => ids.has(event.id)) || new Set(events.map((event) => event.id)).size < events.length;
    if (actual !== expected || taken) throw new CodedError('revision-conflict', { stream, expected, actual });
    const added = events.map((event, index) => ({ ...event, stream, revision: expected + 1 + index, position: positionOf(log.length + index) }));
    log.push(...added);
    streams.set(stream, [...known, ...added]);
    for (const event of events) ids.add(event.id);
    for (const wake of [...waiting]) wake();
    return { revision: expected + events.length, position: added.at(-1)!.position };
  };

  const head = (): string | null => log.at(-1)?.position ?? null;
  const isBehind = (after: string | null): boolean => log.length > 0 && (after === null || after < head()!);

  return {
    storeId: options.storeId ?? 'memory',
    append: (stream, expected, events) => run('append', () => write(stream, expected, events)),
    readStream: (stream, { from = 0, to = Number.MAX_SAFE_INTEGER } = {}) =>
      run('read-stream', () => (streams.get(stream) ?? []).slice(Math.max(from, 0), to + 1)),
    readAll: ({ after, limit, categories }) =>
      run('read-all', () => {
        const page: StoredEvent[] = [];
        for (let index = after === null ? 0 : Number(after); index < log.length && page.length < limit; index += 1) {
          const event = log[index]!;
          if (categories === undefined || categories.includes(categoryOf(event.stream))) page.push(event);
        }
        return page;
      }),
    waitForMore: async (after, signal) => {
      if (signal.aborted || isBehind(after)) return;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    },
    head: () => run('head', head),
    all: () => [...log],
  };
};
