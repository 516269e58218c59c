import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import { ReadResp, type ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { CallOptions, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import { sentEvent, type SentEvent } from './sent-event';

const readPath = '/event_store.client.streams.Streams/Read';

const readAnswer = (bytes: Buffer): SentEvent | ReadResp => sentEvent(bytes) ?? ReadResp.deserializeBinary(new Uint8Array(bytes));

/** Makes objects of no event that it reads. */
export class SparingStreams extends StreamsClient {
  override read(request: ReadReq, metadata?: Metadata | Partial<CallOptions>, options?: Partial<CallOptions>): ClientReadableStream<ReadResp> {
    return this.makeServerStreamRequest(readPath, (asked: ReadReq) => Buffer.from(asked.serializeBinary()), readAnswer as (bytes: Buffer) => ReadResp, request, metadata as Metadata, options);
  }
}
