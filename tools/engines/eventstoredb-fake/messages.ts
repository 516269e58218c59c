import * as shared from '@eventstore/db-client/generated/shared_pb';
import * as status from '@eventstore/db-client/generated/status_pb';
import * as streams from '@eventstore/db-client/generated/streams_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import type { Expected, FakeEvent, LoggedEvent } from './fake-log';

export type Proposed = streams.BatchAppendReq.ProposedMessage | streams.AppendReq.ProposedMessage;

export const nameOf = (identifier: shared.StreamIdentifier | undefined): string => Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

const identifierOf = (stream: string): shared.StreamIdentifier => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream, 'utf8').toString('base64'));
  return identifier;
};

export const eventOf = (message: Proposed): FakeEvent => {
  const headers = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: headers.get('type') ?? '',
    contentType: headers.get('content-type') ?? '',
    data: message.getData_asB64(),
    metadata: message.getCustomMetadata_asB64(),
  };
};

/** @param revision as the kind of append names it */
export const expectedOf = (options: streams.BatchAppendReq.Options | streams.AppendReq.Options, revision: string): Expected => {
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'exists';
  return options.hasNoStream() ? -1 : Number(revision);
};

const readResponse = (logged: LoggedEvent): streams.ReadResp => {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  const id = new shared.UUID();
  id.setString(logged.id);
  recorded.setId(id);
  recorded.setStreamIdentifier(identifierOf(logged.stream));
  recorded.setStreamRevision(String(logged.revision));
  recorded.setCommitPosition(String(logged.commit));
  recorded.setPreparePosition(String(logged.prepare));
  recorded.setData(logged.data);
  recorded.setCustomMetadata(logged.metadata);
  recorded.getMetadataMap().set('type', logged.type).set('content-type', logged.contentType).set('created', '0');
  const event = new streams.ReadResp.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(String(logged.commit));
  const response = new streams.ReadResp();
  response.setEvent(event);
  return response;
};

const sentBefore = new WeakMap<LoggedEvent, Buffer>();

/** An event as it goes out, made once: a log in memory is not to be slower than the disk of a real server. */
export const readEvent = (logged: LoggedEvent): Buffer => {
  const known = sentBefore.get(logged) ?? Buffer.from(readResponse(logged).serializeBinary());
  sentBefore.set(logged, known);
  return known;
};

/** What is made already goes out as it is. */
export const serialized = (response: streams.ReadResp | Buffer): Buffer => (Buffer.isBuffer(response) ? response : Buffer.from(response.serializeBinary()));

export const streamNotFound = (stream: string): streams.ReadResp => {
  const missing = new streams.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifierOf(stream));
  const response = new streams.ReadResp();
  response.setStreamNotFound(missing);
  return response;
};

export const confirmation = (): streams.ReadResp => {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId('fake');
  const response = new streams.ReadResp();
  response.setConfirmation(confirmed);
  return response;
};

const batchAnswer = (correlation: shared.UUID | undefined, stream: string): streams.BatchAppendResp => {
  const answer = new streams.BatchAppendResp();
  answer.setCorrelationId(correlation);
  answer.setStreamIdentifier(identifierOf(stream));
  return answer;
};

export const batchSuccess = (correlation: shared.UUID | undefined, last: LoggedEvent): streams.BatchAppendResp => {
  const success = new streams.BatchAppendResp.Success();
  const position = new shared.AllStreamPosition();
  position.setCommitPosition(String(last.commit));
  position.setPreparePosition(String(last.prepare));
  success.setCurrentRevision(String(last.revision));
  success.setPosition(position);
  const answer = batchAnswer(correlation, last.stream);
  answer.setSuccess(success);
  return answer;
};

export const batchConflict = (correlation: shared.UUID | undefined, stream: string, current: number): streams.BatchAppendResp => {
  const wrong = new shared.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentStreamRevision(String(current));
  const details = new Any();
  details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  const error = new status.Status();
  error.setMessage('wrong expected version');
  error.setDetails(details);
  const answer = batchAnswer(correlation, stream);
  answer.setError(error);
  return answer;
};

export const appendSuccess = (last: LoggedEvent): streams.AppendResp => {
  const position = new streams.AppendResp.Position();
  position.setCommitPosition(String(last.commit));
  position.setPreparePosition(String(last.prepare));
  const success = new streams.AppendResp.Success();
  success.setCurrentRevision(String(last.revision));
  success.setPosition(position);
  const answer = new streams.AppendResp();
  answer.setSuccess(success);
  return answer;
};

export const appendConflict = (current: number): streams.AppendResp => {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(current));
  const answer = new streams.AppendResp();
  answer.setWrongExpectedVersion(wrong);
  return answer;
};
