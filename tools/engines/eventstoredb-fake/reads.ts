import { status as codes, type ServerWritableStream } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { FakeLog, LoggedEvent } from './fake-log';
import type { Faults } from './faults';
import { confirmation, nameOf, readEvent, streamNotFound } from './messages';

type Call = ServerWritableStream<ReadReq, ReadResp | Buffer>;

/** Ends every subscription: cleanly, or with an error. */
export type EndAll = (how: 'end' | 'reset') => void;

const isBehind = (event: LoggedEvent, commit: number, prepare: number): boolean => event.commit > commit || (event.commit === commit && event.prepare > prepare);

const isGiven = ({ holeEvery }: Faults, event: LoggedEvent, log: FakeLog): boolean => holeEvery === 0 || event.stream.startsWith('$') || (log.all.indexOf(event) + 1) % holeEvery !== 0;

/** Index of the first event at a place or behind it; places only grow, and a long log is asked often. */
const firstFrom = (all: readonly LoggedEvent[], commit: number, prepare: number): number => {
  let [from, to] = [0, all.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const event = all[middle]!;
    if (isBehind(event, commit, prepare) || (event.commit === commit && event.prepare === prepare)) to = middle;
    else from = middle + 1;
  }
  return from;
};

const streamEvents = (log: FakeLog, call: Call): readonly LoggedEvent[] | null => {
  const options = call.request.getOptions()!;
  const asked = options.getStream()!;
  const known = log.stream(nameOf(asked.getStreamIdentifier()));
  if (known.length === 0) return null;
  const backwards = options.getReadDirection() === 1;
  if (backwards) return known.slice(0, asked.hasEnd() ? undefined : Number(asked.getRevision()) + 1).reverse();
  return asked.hasEnd() ? [] : known.slice(asked.hasStart() ? 0 : Number(asked.getRevision()));
};

/** Forwards a place is included, backwards it is not, as the server has it. */
const allEvents = (log: FakeLog, call: Call, wanted: number): readonly LoggedEvent[] => {
  const options = call.request.getOptions()!;
  const asked = options.getAll()!;
  const place = asked.getPosition();
  const [commit, prepare] = [Number(place?.getCommitPosition() ?? 0), Number(place?.getPreparePosition() ?? 0)];
  if (options.getReadDirection() === 1) {
    const end = asked.hasEnd() ? log.all.length : firstFrom(log.all, commit, prepare);
    return log.all.slice(Math.max(0, end - wanted), end).reverse();
  }
  if (asked.hasEnd()) return [];
  const first = asked.hasStart() ? 0 : firstFrom(log.all, commit, prepare);
  return log.all.slice(first, first + wanted);
};

export const openReads = (log: FakeLog, faults: Faults): { readonly read: (call: Call) => void; readonly endAll: EndAll } => {
  const subscribers = new Set<(how: 'end' | 'reset') => void>();

  const send = async (call: Call, events: readonly LoggedEvent[]): Promise<void> => {
    for (const event of events) {
      if (call.cancelled) return;
      if (!call.write(readEvent(event))) await new Promise<void>((resolve) => void call.once('drain', resolve));
    }
  };

  const given = (events: readonly LoggedEvent[]): readonly LoggedEvent[] => (faults.holeEvery === 0 ? events : events.filter((event) => isGiven(faults, event, log)));

  const subscribe = (call: Call): void => {
    const asked = call.request.getOptions()!.getAll();
    const place = asked?.getPosition();
    let next = 0;
    if (asked?.hasEnd()) next = log.all.length;
    if (place) next = log.all.filter((event) => !isBehind(event, Number(place.getCommitPosition()), Number(place.getPreparePosition()))).length;
    let busy = Promise.resolve();
    const push = (): void => {
      busy = busy.then(async () => {
        const fresh = log.all.slice(next);
        next += fresh.length;
        await send(call, given(fresh));
      });
    };
    const silence = log.onAppend(push);
    const end = (how: 'end' | 'reset'): void => {
      silence();
      subscribers.delete(end);
      if (how === 'end') call.end();
      else call.emit('error', { code: codes.UNAVAILABLE, details: 'reset' });
    };
    subscribers.add(end);
    call.on('cancelled', () => {
      silence();
      subscribers.delete(end);
    });
    call.write(confirmation());
    push();
  };

  const read = async (call: Call): Promise<void> => {
    const options = call.request.getOptions()!;
    if (options.hasSubscription()) return subscribe(call);
    const found = options.hasAll() ? given(allEvents(log, call, faults.holeEvery === 0 ? Number(options.getCount()) : log.all.length)) : streamEvents(log, call);
    if (found === null) call.write(streamNotFound(nameOf(options.getStream()!.getStreamIdentifier())));
    else await send(call, found.slice(0, Number(options.getCount())));
    call.end();
  };

  return { read: (call) => void (faults.delayMs > 0 ? setTimeout(() => void read(call), faults.delayMs) : read(call)), endAll: (how) => [...subscribers].forEach((end) => end(how)) };
};
