import { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { BinaryWriter } from 'google-protobuf';
import fc from 'fast-check';
import { sentEvent } from './sent-event';

const { ReadEvent } = ReadResp;

interface Told {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly commit: bigint;
  readonly prepare: bigint;
  readonly type: string;
  readonly metadata: string;
  readonly data: string;
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** As the client's own classes write it. */
const recorded = (told: Told): InstanceType<typeof ReadEvent.RecordedEvent> => {
  const [event, id, identifier] = [new ReadEvent.RecordedEvent(), new UUID(), new StreamIdentifier()];
  id.setString(told.id);
  identifier.setStreamName(base64(told.stream));
  event.setId(id);
  event.setStreamIdentifier(identifier);
  event.setStreamRevision(String(told.revision));
  event.setCommitPosition(String(told.commit));
  event.setPreparePosition(String(told.prepare));
  event.getMetadataMap().set('created', '16000').set('type', told.type).set('content-type', 'application/json');
  event.setCustomMetadata(base64(told.metadata));
  event.setData(base64(told.data));
  return event;
};

const answer = (event: InstanceType<typeof ReadEvent.RecordedEvent> | null, link: InstanceType<typeof ReadEvent.RecordedEvent> | null = null): Buffer => {
  const [resolved, response] = [new ReadEvent(), new ReadResp()];
  if (event) resolved.setEvent(event);
  if (link) resolved.setLink(link);
  resolved.setCommitPosition('7');
  response.setEvent(resolved);
  // In the middle of something larger, as it comes from the connection.
  return Buffer.concat([Buffer.from('before'), response.serializeBinary()]).subarray('before'.length);
};

const seen = (bytes: Buffer): Told | null => {
  const sent = sentEvent(bytes);
  if (!sent?.isThere) return null;
  const { id, stream, revision, commit, prepare, type, metadata, data } = sent;
  return { id, stream, revision, commit: BigInt(commit), prepare: BigInt(prepare), type, metadata, data };
};

const text = fc.string({ unit: 'grapheme', maxLength: 300 });
const place = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const someEvent = fc.record<Told>({ id: fc.uuid(), stream: text, revision: fc.maxSafeNat(), commit: place, prepare: place, type: text, metadata: text, data: text });

const one: Told = { id: 'i', stream: 's', revision: 3, commit: 4n, prepare: 5n, type: 't', metadata: '{}', data: '{"a":1}' };

describe('an event as it was sent', () => {
  it('says what the client would have read', () => {
    fc.assert(fc.property(someEvent, (told) => expect(seen(answer(recorded(told)))).toEqual(told)));
  });

  it('is empty where the server leaves out what is empty', () => {
    expect(seen(answer(new ReadEvent.RecordedEvent()))).toEqual({ id: '', stream: '', revision: 0, commit: 0n, prepare: 0n, type: '', metadata: '', data: '' });
  });

  it('is that of the event and not of the link to it', () => {
    expect(seen(answer(recorded(one), recorded({ ...one, stream: 'link', revision: 9 })))).toEqual(one);
  });

  it('is not there behind a link whose event is gone', () => {
    expect(sentEvent(answer(null, recorded(one)))).toMatchObject({ isThere: false });
  });

  it('passes over fields that it does not know', () => {
    const writer = new BinaryWriter();
    writer.writeBytes(900, Buffer.from('something new'));
    writer.writeUint64(901, 12);
    expect(seen(Buffer.concat([answer(recorded(one)), writer.getResultBuffer()]))).toEqual(one);
  });

  it('has no safe revision where that is beyond what a number holds', () => {
    const event = recorded(one);
    event.setStreamRevision(String(2n ** 53n));
    expect(Number.isSafeInteger(seen(answer(event))!.revision)).toBe(false);
  });

  it('is none where the answer is about something else', () => {
    const [missing, confirmed, caughtUp] = [new ReadResp(), new ReadResp(), new ReadResp()];
    missing.setStreamNotFound(new ReadResp.StreamNotFound());
    confirmed.setConfirmation(new ReadResp.SubscriptionConfirmation());
    caughtUp.setCaughtUp(new ReadResp.CaughtUp());
    for (const each of [missing, confirmed, caughtUp, new ReadResp()]) expect(sentEvent(Buffer.from(each.serializeBinary()))).toBeNull();
  });

  it('refuses to be read as if the client had parsed it', () => {
    expect(() => sentEvent(answer(recorded(one)))!.hasEvent()).toThrow('asRecorded');
  });
});
