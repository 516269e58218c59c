import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';

/** Speaks so much of the protocol that a client connects and is answered: it has nothing and agrees to everything. */
export interface PlainServer {
  readonly url: string;
  /** The commands that came in, greetings left out. */
  readonly commands: readonly string[];
  /** The next connection on which something large arrives is not read any more. */
  stopReading(): void;
  close(): Promise<void>;
}

const [query, reply, message] = [2004, 1, 2013];
const headerBytes = 16;
const large = 65_536;
const hello = { isWritablePrimary: true, helloOk: true, minWireVersion: 0, maxWireVersion: 25, maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000 };

const isGreeting = (command: string): boolean => ['hello', 'ismaster'].includes(command);

const answerTo = (command: string): Document => {
  if (isGreeting(command)) return { ok: 1, ...hello };
  return command === 'find' ? { ok: 1, cursor: { id: 0n, ns: 'any.thing', firstBatch: [] } } : { ok: 1, n: 1 };
};

/** Of the message that begins here; more than there is where not even that can be told. */
const lengthOf = (bytes: Buffer): number => (bytes.length < headerBytes ? headerBytes : bytes.readInt32LE(0));

/** Clients greet with the message of old. */
const commandIn = (bytes: Buffer): string => {
  const at = bytes.readInt32LE(12) === query ? bytes.indexOf(0, headerBytes + 4) + 9 : headerBytes + 5;
  return Object.keys(BSON.deserialize(bytes.subarray(at)))[0] ?? '';
};

const answered = (to: Buffer, document: Document): Buffer => {
  const old = to.readInt32LE(12) === query;
  const before = Buffer.alloc(headerBytes + (old ? 20 : 5));
  const body = BSON.serialize(document);
  before.writeInt32LE(before.length + body.length, 0);
  to.copy(before, 8, 4, 8);
  before.writeInt32LE(old ? reply : message, 12);
  if (old) before.writeInt32LE(1, headerBytes + 16);
  return Buffer.concat([before, body]);
};

export const plainServer = async (): Promise<PlainServer> => {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let deaf = false;

  const take = (socket: Socket, one: Buffer): void => {
    const command = commandIn(one);
    if (!isGreeting(command)) commands.push(command);
    socket.write(answered(one, answerTo(command)));
  };

  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    let [unread, waiting]: [Buffer[], number] = [[], 0];
    socket.on('data', (bytes: Buffer) => {
      waiting += bytes.length;
      unread.push(bytes);
      if (deaf && waiting >= large) {
        deaf = false;
        return void socket.pause();
      }
      // What is large comes in many pieces: they are put together once.
      if (waiting < lengthOf(unread[0]!)) return;
      let rest = Buffer.concat(unread);
      for (let length = lengthOf(rest); rest.length >= length; length = lengthOf(rest)) {
        take(socket, rest.subarray(0, length));
        rest = rest.subarray(length);
      }
      [unread, waiting] = rest.length > 0 ? [[rest], rest.length] : [[], 0];
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    commands,
    stopReading: () => void (deaf = true),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
