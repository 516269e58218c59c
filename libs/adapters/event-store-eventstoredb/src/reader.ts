import { BACKWARDS, END, FORWARDS, START, type EventStoreDBClient, type ReadPosition } from '@eventstore/db-client';
import { categoryOf, CodedError, type Position, type ReadAllOptions, type StoredEvent } from '@firebreak/event-sourcing';
import { serverPositionOf } from './positions';
import { readAhead } from './read-ahead';
import { asRecorded, eachRecorded } from './recorded';
import { isMissingStream, readError } from './server-errors';
import { identityStream } from './store-identity';
import { whileAlive, type Watched } from './within';

const pageSize = 500;

interface Page {
  readonly events: readonly StoredEvent[];
  /** Where the next page begins; null when this was the last. */
  readonly next: Position | null;
}

export interface Reader {
  readStream(stream: string, range?: { readonly from?: number; readonly to?: number }): Promise<readonly StoredEvent[]>;
  readAll(options: ReadAllOptions): Promise<readonly StoredEvent[]>;
  head(): Promise<Position | null>;
  /** Revision of a stream's last event; -1 where there is none. */
  lastRevision(stream: string): Promise<number>;
}

const isOurs = (stream: string): boolean => !stream.startsWith('$') && stream !== identityStream;

/** Reads in pages: the client would take a whole log into memory. */
export const openReader = (client: EventStoreDBClient, timeoutMs: number): Reader => {
  const late = (): CodedError => new CodedError('store-unavailable', { reason: 'no-answer' });
  const inTime = async <T>(read: (watched: Watched) => Promise<T>): Promise<T> => {
    try {
      return await whileAlive(timeoutMs, read, late);
    } catch (error) {
      throw readError(error);
    }
  };

  const streamPage = (stream: string, from: number, count: number): Promise<StoredEvent[]> =>
    inTime(async ({ opened, alive }) => {
      const events: StoredEvent[] = [];
      try {
        await eachRecorded(opened(client.readStream(stream, { fromRevision: BigInt(from), maxCount: count, direction: FORWARDS })), (recorded) => {
          alive();
          events.push(recorded.stored());
        });
      } catch (error) {
        if (!isMissingStream(error)) throw error;
      }
      return events;
    });

  /** The server begins at the place itself; it may have been the only event there. */
  const allPage = (after: Position | null, count: number, isWanted: (stream: string) => boolean): Promise<Page> =>
    inTime(async ({ opened, alive }) => {
      const fromPosition: ReadPosition = after === null ? START : serverPositionOf(after);
      const asked = count + 1;
      const events: StoredEvent[] = [];
      let seen = 0;
      let last: Position | null = null;
      await eachRecorded(opened(client.readAll({ fromPosition, maxCount: asked, direction: FORWARDS })), (recorded) => {
        alive();
        seen += 1;
        last = recorded.position || last;
        if (isWanted(recorded.streamId) && (after === null || recorded.position > after)) events.push(recorded.stored());
      });
      return { events, next: seen < asked ? null : last };
    });

  const lastPage = (): Promise<Position | null> =>
    inTime(async () => {
      // The last event is one of ours, as a rule; where it is none, some more are looked at.
      for (let from: ReadPosition = END, size = 1; ; size = 20) {
        let seen = 0;
        let found: Position | null = null;
        // To its end: what is left unread would take its room on the connection from every other read.
        for await (const { streamId, position } of asRecorded(client.readAll({ fromPosition: from, maxCount: size, direction: BACKWARDS }))) {
          seen += 1;
          if (position !== '') from = serverPositionOf(position);
          if (isOurs(streamId)) found ??= position;
        }
        if (found !== null || seen < size) return found;
      }
    });

  return {
    readStream: async (stream, { from = 0, to = Number.MAX_SAFE_INTEGER } = {}) => {
      const events: StoredEvent[] = [];
      for (let next = from; next <= to; ) {
        const wanted = Math.min(pageSize, to - next + 1);
        const page = await streamPage(stream, next, wanted);
        events.push(...page);
        if (page.length < wanted) break;
        next += page.length;
      }
      return events;
    },
    readAll: readAhead(async ({ after, limit, categories }) => {
      if (categories?.length === 0) return [];
      const found: StoredEvent[] = [];
      const isWanted = (stream: string): boolean => isOurs(stream) && (!categories || categories.includes(categoryOf(stream)));
      for (let from: Position | null = after; ; ) {
        const { events, next } = await allPage(from, Math.max(limit, categories ? pageSize : 1), isWanted);
        found.push(...events);
        if (found.length >= limit || next === null) return found.length > limit ? found.slice(0, limit) : found;
        from = next;
      }
    }),
    head: lastPage,
    lastRevision: (stream) =>
      inTime(async () => {
        try {
          for await (const { revision } of asRecorded(client.readStream(stream, { fromRevision: END, direction: BACKWARDS, maxCount: 1 }))) return revision;
        } catch (error) {
          if (!isMissingStream(error)) throw error;
        }
        return -1;
      }),
  };
};
