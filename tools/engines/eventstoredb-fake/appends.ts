import { Metadata, status as codes, type sendUnaryData, type ServerDuplexStream, type ServerReadableStream, type ServiceError } from '@grpc/grpc-js';
import type { AppendReq, AppendResp, BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { Appended, Expected, FakeEvent, FakeLog } from './fake-log';
import { strikes, type Faults } from './faults';
import { appendConflict, appendSuccess, batchConflict, batchSuccess, eventOf, expectedOf, nameOf } from './messages';

type Batch = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

/** An append of either kind, whole. */
interface Asked {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly FakeEvent[];
  fail(error: Partial<ServiceError>): void;
  reply(appended: Appended): void;
}

export interface Appends {
  batchAppend(call: Batch): void;
  append(call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void;
}

const anotherLeads = (port: number): Partial<ServiceError> => {
  const metadata = new Metadata();
  metadata.set('exception', 'not-leader');
  metadata.set('leader-endpoint-host', '127.0.0.1');
  metadata.set('leader-endpoint-port', String(port));
  return { code: codes.NOT_FOUND, details: 'another node leads', metadata };
};

/** @param port of the node that is said to lead: this one */
export const openAppends = (log: FakeLog, faults: Faults, port: () => number): Appends => {
  const take = ({ stream, expected, events, fail, reply }: Asked): void => {
    if (strikes(faults, 'notLeader')) return fail(anotherLeads(port()));
    if (strikes(faults, 'dropped')) return;
    const appended = log.append(stream, expected, events);
    if (strikes(faults, 'lostAnswers')) return;
    if (strikes(faults, 'resets')) return fail({ code: codes.UNAVAILABLE, details: 'reset' });
    if (faults.delayMs > 0) setTimeout(() => reply(appended), faults.delayMs);
    else reply(appended);
  };

  return {
    batchAppend: (call) => {
      const pending = new Map<string, { readonly options: BatchAppendReq.Options; readonly events: FakeEvent[] }>();
      call.on('data', (request: BatchAppendReq) => {
        const correlation = request.getCorrelationId();
        const key = Buffer.from(correlation?.serializeBinary() ?? []).toString('hex');
        const { options, events } = pending.get(key) ?? { options: request.getOptions()!, events: [] };
        events.push(...request.getProposedMessagesList().map(eventOf));
        if (!request.getIsFinal()) return void pending.set(key, { options, events });
        pending.delete(key);
        const stream = nameOf(options.getStreamIdentifier());
        take({
          stream,
          expected: expectedOf(options, options.getStreamPosition()),
          events,
          fail: (error) => void call.emit('error', error),
          reply: (appended) => void call.write(appended.ok ? batchSuccess(correlation, appended.last) : batchConflict(correlation, stream, appended.current)),
        });
      });
      call.on('end', () => call.end());
      call.on('error', () => undefined);
    },

    append: (call, answer) => {
      const events: FakeEvent[] = [];
      let options: AppendReq.Options | undefined;
      call.on('data', (request: AppendReq) => {
        if (request.hasOptions()) options = request.getOptions();
        else events.push(eventOf(request.getProposedMessage()!));
      });
      call.on('end', () => {
        if (!options) return answer({ code: codes.INVALID_ARGUMENT, details: 'no options' });
        take({
          stream: nameOf(options.getStreamIdentifier()),
          expected: expectedOf(options, options.getRevision()),
          events,
          fail: answer,
          reply: (appended) => answer(null, appended.ok ? appendSuccess(appended.last) : appendConflict(appended.current)),
        });
      });
      call.on('error', () => undefined);
    },
  };
};
