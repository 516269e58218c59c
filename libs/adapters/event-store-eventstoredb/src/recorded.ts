import type { StoredEvent } from '@firebreak/event-sourcing';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Transform, TransformCallback } from 'node:stream';
import { finished } from 'node:stream/promises';
import { placeOf } from './positions';

/** An event as the server sent it; most of it is looked at by those alone who want it. */
export interface Recorded {
  readonly streamId: string;
  /** Of the log; '' where the server does not say. */
  readonly position: string;
  /** @throws RangeError for a revision beyond what a number holds, SyntaxError for metadata that are not ours */
  stored(): StoredEvent;
}

type Message = ReadResp.ReadEvent.RecordedEvent;

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/** As `toServer` writes them: the hash first. */
const ownMetadata = /^\{"hash":"([0-9a-f]*)","metadata":/;

/** Hash and metadata of what the store keeps beside an event, cut out where they lie as we write them, else parsed. */
export const keptIn = (text: string): { readonly hash: string; readonly metadata: string } => {
  const own = ownMetadata.exec(text);
  if (own && text[own[0].length] === '{') return { hash: own[1]!, metadata: text.slice(own[0].length, -1) };
  const { hash, metadata } = JSON.parse(text === '' ? '{}' : text) as { readonly hash: string; readonly metadata: unknown };
  return { hash, metadata: typeof metadata === 'string' ? metadata : JSON.stringify(metadata) };
};

const storedOf = (message: Message, stream: string, position: string): StoredEvent => {
  const revision = Number(message.getStreamRevision());
  if (!Number.isSafeInteger(revision)) throw new RangeError(`revision ${message.getStreamRevision()} of ${stream} is beyond what a number holds`);
  return {
    id: message.getId()!.getString(),
    type: message.getMetadataMap().get('type') ?? '',
    // JSON or bytes, what was written is the text.
    data: utf8(message.getData_asU8()),
    ...keptIn(utf8(message.getCustomMetadata_asU8())),
    stream,
    revision,
    position,
  };
};

const recordedOf = (message: Message): Recorded => {
  const streamId = utf8(message.getStreamIdentifier()!.getStreamName_asU8());
  const position = placeOf(message.getCommitPosition(), message.getPreparePosition());
  return { streamId, position, stored: () => storedOf(message, streamId, position) };
};

/** In the place of a link whose event is gone: a page counts it. Streams of the server begin like it. */
const gone: Recorded = {
  streamId: '$',
  position: '',
  stored: () => {
    throw new RangeError('there is no event');
  },
};

type Reading<R> = Omit<R, typeof Symbol.asyncIterator> & AsyncIterable<Recorded>;

type Step = (recorded: Recorded, next: TransformCallback) => void;

/** @throws Error where this version of the client is not known here */
const recordedTo = (reading: object, step: Step): Transform => {
  const transform = reading as Transform;
  const own = transform._transform;
  if (typeof own !== 'function') throw new Error('This version of @eventstore/db-client is not known here.');
  transform._transform = (response: ReadResp, encoding, next: TransformCallback): void => {
    if (!response.hasEvent()) return own.call(transform, response, encoding, next);
    const message = response.getEvent()?.getEvent();
    step(message ? recordedOf(message) : gone, next);
  };
  return transform;
};

/**
 * Events as they were sent. The client parses every event to objects, of which the text would have to be made again: a third of what
 * a read costs. All else stays with it.
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
