import { CodedError } from '@firebreak/event-sourcing';
import { MongoClient, type Db, type Document, type WriteConcern } from 'mongodb';
import { endRequestsWithTheirConnections } from './ended-connections';
import { coded } from './mongo-errors';

export interface OpenReadMongoOptions {
  /** The one of the address where it names one, else `firebreak`. */
  readonly database?: string;
  /** A server that says nothing for so long has lost the request. */
  readonly silenceMs?: number;
  /** How long a request waits for a server that takes it. */
  readonly selectionMs?: number;
}

export interface OpenedMongo {
  readonly db: Db;
  close(): Promise<void>;
}

/**
 * An address that asks for less than most of a replica set would read well and mean lost writes. A server alone has nobody to
 * lose them to.
 * @param hello what the server says of itself
 * @throws CodedError `unsafe-write-concern` {w, journal}
 */
export const checkWriteConcern = (hello: Document, asked: Pick<WriteConcern, 'w' | 'journal'> | undefined): void => {
  if (typeof hello.setName !== 'string' || !asked) return;
  const members = [hello.hosts, hello.passives, hello.arbiters].flatMap((each: unknown) => (Array.isArray(each) ? (each as unknown[]) : [])).length;
  const most = Math.max(2, Math.floor(members / 2) + 1);
  const { w, journal } = asked;
  if (journal === false || (w !== undefined && w !== 'majority' && !(Number(w) >= most))) throw new CodedError('unsafe-write-concern', { w: w ?? null, journal: journal ?? null });
};

const named = (url: string): string | undefined => /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url)?.[1];

/**
 * Connects and checks what the address asks for.
 * @throws CodedError `read-store-unavailable`, `unsafe-write-concern`
 */
export const openReadMongo = async (url: string, { database, silenceMs = 20_000, selectionMs = 5_000 }: OpenReadMongoOptions = {}): Promise<OpenedMongo> => {
  endRequestsWithTheirConnections();
  let client: MongoClient | undefined;
  try {
    client = new MongoClient(url, { appName: 'firebreak', retryWrites: false, socketTimeoutMS: silenceMs, serverSelectionTimeoutMS: selectionMs, connectTimeoutMS: selectionMs });
    await client.connect();
    checkWriteConcern(await client.db('admin').command({ hello: 1 }), client.options.writeConcern);
    const opened = client;
    return { db: client.db(database ?? named(url) ?? 'firebreak'), close: () => opened.close() };
  } catch (error) {
    await client?.close();
    throw coded(error);
  }
};
