import { Server, ServerCredentials, status as codes, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import type { Empty } from '@eventstore/db-client/generated/shared_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { openAppends } from './appends';
import { FakeLog } from './fake-log';
import { noFaults, type Faults } from './faults';
import { serialized } from './messages';
import { openReads, type EndAll } from './reads';

export interface FakeEventStoreOptions {
  readonly port?: number;
  /** Keeps the log over restarts of the process. */
  readonly file?: string | null;
}

export interface FakeEventStore {
  readonly port: number;
  readonly url: string;
  readonly log: FakeLog;
  readonly faults: Faults;
  /** Ends all subscriptions, cleanly or with an error. */
  readonly endSubscriptions: EndAll;
  /** Cuts every connection; the log stays. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

const features = (_: ServerUnaryCall<Empty, SupportedMethods>, answer: sendUnaryData<SupportedMethods>): void => {
  const supported = new SupportedMethods();
  supported.setEventStoreServerVersion('24.10.0.0');
  const batch = new SupportedMethod();
  batch.setMethodName('batchappend');
  batch.setServiceName('event_store.client.streams.streams');
  supported.setMethodsList([batch]);
  answer(null, supported);
};

/**
 * NOT EventStoreDB: an in-memory log that speaks as much of its protocol as the client needs for appends, reads and
 * subscriptions, and does wrong what it is told to.
 */
export const startFakeEventStore = async ({ port = 0, file = null }: FakeEventStoreOptions = {}): Promise<FakeEventStore> => {
  const log = new FakeLog(file);
  const faults = noFaults();
  const { read, endAll } = openReads(log, faults);
  let server = new Server();
  let bound = port;
  const { append, batchAppend } = openAppends(log, faults, () => bound);
  const unimplemented = (_: unknown, answer: sendUnaryData<never>): void => answer({ code: codes.UNIMPLEMENTED, details: 'not in this fake' });

  const listen = async (): Promise<void> => {
    server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
    server.addService(ServerFeaturesService, { getSupportedMethods: features });
    server.addService({ ...StreamsService, read: { ...StreamsService.read, responseSerialize: serialized } }, { read, batchAppend, append, delete: unimplemented, tombstone: unimplemented } as never);
    bound = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${bound}`, ServerCredentials.createInsecure(), (error, given) => (error ? reject(error) : resolve(given))),
    );
  };
  await listen();
  return {
    get port() {
      return bound;
    },
    get url() {
      return `esdb://127.0.0.1:${bound}?tls=false`;
    },
    log,
    faults,
    endSubscriptions: endAll,
    stop: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
    restart: listen,
  };
};
