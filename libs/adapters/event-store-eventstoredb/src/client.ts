import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import { CodedError } from '@firebreak/event-sourcing';
import { SparingStreams } from './sparing-streams';

interface Channel {
  readonly internalChannel?: { getOptions?(): Record<string, unknown> };
  close(): void;
}

/** What the client keeps to itself. */
interface Insides {
  readonly getChannel?: () => Promise<Channel>;
  createChannel?: () => Promise<Channel>;
  GRPCStreamCreator: (client: unknown, ...more: unknown[]) => unknown;
  supports: (method: unknown) => Promise<boolean>;
}

/** More than a page of events. */
const windowBytes = 2 * 1024 * 1024;

/**
 * The server may send so much before it hears of us. As it comes, 64 KiB are a fraction of a page: whoever works on one while the next
 * is on its way would find it still waiting to be sent.
 */
const widenWindow = (insides: Insides): void => {
  const own = insides.createChannel;
  if (!own) return;
  insides.createChannel = async () => {
    const channel = await own();
    const options = channel.internalChannel?.getOptions?.();
    if (options) options['grpc-node.flow_control_window'] = windowBytes;
    return channel;
  };
};

/** Reads and subscriptions hand over each event as it was sent. */
const readSparingly = (insides: Insides): void => {
  const own = insides.GRPCStreamCreator;
  if (typeof own !== 'function') throw new Error('This version of @eventstore/db-client is not known here.');
  insides.GRPCStreamCreator = (client, ...more) => own(client === StreamsClient ? SparingStreams : client, ...more);
};

/** The client would drop the credentials without a word and go on as nobody. @throws CodedError `insecure-credentials` */
const checkCredentials = (url: string): void => {
  const { username, searchParams } = new URL(url.replace(/^(esdb|kurrentdb)/, 'http').replace(/^http\+discover/, 'http'));
  const insecure = [...searchParams].some(([name, value]) => name.toLowerCase() === 'tls' && value.toLowerCase() === 'false');
  if (username !== '' && insecure) throw new CodedError('insecure-credentials', { whatToDo: 'use tls, or an address without a user' });
};

/** @throws CodedError `insecure-credentials` */
export const openClient = (url: string): EventStoreDBClient => {
  checkCredentials(url);
  const client = EventStoreDBClient.connectionString(url);
  // Batched appends of all clients of a process wait in one place: the end of one connection forgets those of the others, and an
  // answer that comes for one of them is thrown where nobody can catch it. Appends go one call each.
  const insides = client as unknown as Insides;
  insides.supports = () => Promise.resolve(false);
  widenWindow(insides);
  readSparingly(insides);
  return client;
};

/** Its own `dispose` waits for streams that, once cancelled, never tell their end, and leaves the connection open. */
export const closeClient = async (client: EventStoreDBClient): Promise<void> => {
  void client.dispose().catch(() => undefined);
  const { getChannel } = client as unknown as Insides;
  (await getChannel?.().catch(() => null))?.close();
};
