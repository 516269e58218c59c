import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { StoredEvent } from '@firebreak/event-sourcing';
import type { Transform, TransformCallback } from 'node:stream';
import { finished } from 'node:stream/promises';
import { placeOf } from './positions';
import { SentEvent } from './sent-event';

/** An event as the server sent it; most of it is looked at by those alone who want it. */
export interface Recorded {
  readonly streamId: string;
  /** Of the log; '' where the server does not say. */
  readonly position: string;
  readonly revision: number;
  /** @throws RangeError for a revision beyond what a number holds, SyntaxError for metadata that are not ours */
  stored(): StoredEvent;
}

/** As `toServer` writes them: the hash first. */
const ownMetadata = /^\{"hash":"([0-9a-f]*)","metadata":/;

/** Hash and metadata of what the store keeps beside an event, cut out where they lie as we write them, else parsed. */
export const keptIn = (text: string): { readonly hash: string; readonly metadata: string } => {
  const own = ownMetadata.exec(text);
  if (own && text[own[0].length] === '{') return { hash: own[1]!, metadata: text.slice(own[0].length, -1) };
  const { hash, metadata } = JSON.parse(text === '' ? '{}' : text) as { readonly hash: string; readonly metadata: unknown };
  return { hash, metadata: typeof metadata === 'string' ? metadata : JSON.stringify(metadata) };
};

const storedOf = (sent: SentEvent, stream: string, position: string): StoredEvent => {
  const { revision } = sent;
  if (!Number.isSafeInteger(revision)) throw new RangeError(`a revision of ${stream} is beyond what a number holds`);
  // JSON or bytes, what was written is the text.
  return { id: sent.id, type: sent.type, data: sent.data, ...keptIn(sent.metadata), stream, revision, position };
};

const recordedOf = (sent: SentEvent): Recorded => {
  const streamId = sent.stream;
  const position = placeOf(sent.commit, sent.prepare);
  return { streamId, position, revision: sent.revision, stored: () => storedOf(sent, streamId, position) };
};

/** In the place of a link whose event is gone: a page counts it. Streams of the server begin like it. */
const gone: Recorded = {
  streamId: '$',
  position: '',
  revision: -1,
  stored: () => {
    throw new RangeError('there is no event');
  },
};

type Reading<R> = Omit<R, typeof Symbol.asyncIterator> & AsyncIterable<Recorded>;

type Step = (recorded: Recorded, next: TransformCallback) => void;

const unknownClient = (): Error => new Error('This version of @eventstore/db-client is not known here.');

/** An event that a client has made objects of, as one does that `openClient` has not made. */
const isParsed = (answer: unknown): boolean => (answer as Partial<ReadResp>).hasEvent?.() === true;

/** @throws Error where this version of the client is not known here */
const recordedTo = (reading: object, step: Step): Transform => {
  const transform = reading as Transform;
  const own = transform._transform;
  if (typeof own !== 'function') throw unknownClient();
  transform._transform = (answer: unknown, encoding, next: TransformCallback): void => {
    if (!(answer instanceof SentEvent)) return isParsed(answer) ? next(unknownClient()) : own.call(transform, answer, encoding, next);
    step(answer.isThere ? recordedOf(answer) : gone, next);
  };
  return transform;
};

/**
 * Events as they were sent, of a client of `openClient`. Any other makes objects of every event, of which the text would have to be made
 * again. All else stays with the client.
 * @throws Error where this version of the client is not known here
 */
export const asRecorded = <R extends object>(reading: R): Reading<R> =>
  recordedTo(reading, (recorded, next) => next(null, recorded)) as unknown as Reading<R>;

/** Shows each of a page as it comes, to its end; whoever shows a page needs no line of those that wait to be fetched. */
export const eachRecorded = async (reading: object, see: (recorded: Recorded) => void): Promise<void> => {
  const transform = recordedTo(reading, (recorded, next) => {
    try {
      see(recorded);
    } catch (error) {
      return next(error as Error);
    }
    next();
  });
  const ended = finished(transform);
  transform.resume();
  await ended;
};
