import { NO_STREAM } from '@eventstore/db-client';
import { checkAppend, CodedError, type AppendResult, type EventStore, type EventToAppend } from '@firebreak/event-sourcing';
import { closeClient, openClient } from './client';
import { openReader, type Reader } from './reader';
import { appendError, isWrongRevision, readError, revisionThere } from './server-errors';
import { storeIdentity } from './store-identity';
import { isSame, toServer } from './stored-form';
import { Tail, type TailStats } from './tail';
import { within } from './within';

export interface EventStoreDbOptions {
  /** `esdb://user:password@host:2113?tls=true`. */
  readonly url: string;
  /** An append or a read that has no answer for so long counts as lost. */
  readonly timeoutMs?: number;
}

export interface EventStoreDb extends EventStore {
  readonly tail: TailStats;
  stats(): { readonly appends: number; readonly conflicts: number; readonly unknown: number };
  close(): Promise<void>;
}

/** What is there at the place of an append: all of it, or somebody else's. */
const foundThere = async (reader: Reader, stream: string, expected: number, events: readonly EventToAppend[]): Promise<AppendResult | null> => {
  const there = await reader.readStream(stream, { from: expected + 1, to: expected + events.length });
  const all = there.length === events.length && there.every((stored, index) => isSame(stored, events[index]!));
  const last = there.at(-1);
  return all && last ? { revision: last.revision, position: last.position } : null;
};

/** @throws CodedError `insecure-credentials`, `store-unavailable` */
export const openEventStoreDb = async ({ url, timeoutMs = 5_000 }: EventStoreDbOptions): Promise<EventStoreDb> => {
  const client = openClient(url);
  const unanswered = (code: string) => (): CodedError => new CodedError(code, { reason: 'no-answer' });
  const storeId = await within(timeoutMs, storeIdentity(client), unanswered('store-unavailable')).catch(async (error: unknown) => {
    await closeClient(client);
    throw readError(error);
  });
  const reader = openReader(client, timeoutMs);
  const tail = new Tail(client, await reader.head());
  const counts = { appends: 0, conflicts: 0, unknown: 0 };

  /** @returns the revision that the server has where it refuses; null where it takes the events or does not say */
  const send = async (stream: string, expected: number, events: readonly EventToAppend[]): Promise<{ readonly outcome: 'taken' | 'refused'; readonly actual: number | null }> => {
    try {
      const expectedRevision = expected < 0 ? NO_STREAM : BigInt(expected);
      await within(timeoutMs, client.appendToStream(stream, events.map(toServer), { expectedRevision }), unanswered('append-outcome-unknown'));
      return { outcome: 'taken', actual: null };
    } catch (error) {
      if (isWrongRevision(error)) return { outcome: 'refused', actual: revisionThere(error) };
      throw appendError(error);
    }
  };

  return {
    storeId,
    tail: tail.stats,
    stats: () => ({ ...counts }),
    append: async (stream, expected, events) => {
      checkAppend(events);
      let there: number | null = null;
      try {
        const { outcome, actual } = await send(stream, expected, events);
        // The server takes a known id for a repeat whatever comes with it, and refuses our own repeat when others followed:
        // in either case what lies there decides.
        const found = await foundThere(reader, stream, expected, events).catch((error: unknown) => {
          throw new CodedError('append-outcome-unknown', { outcome, reason: String(error) });
        });
        there = actual;
        if (found) {
          counts.appends += 1;
          return found;
        }
      } catch (error) {
        counts.unknown += 1;
        throw error;
      }
      counts.conflicts += 1;
      throw new CodedError('revision-conflict', { stream, expected, actual: there ?? (await reader.lastRevision(stream)) });
    },
    readStream: reader.readStream,
    readAll: reader.readAll,
    head: reader.head,
    waitForMore: (after, signal) => tail.waitForMore(after, signal),
    seen: (options) => tail.seen(options),
    close: async () => {
      await tail.stop();
      await closeClient(client);
    },
  };
};
