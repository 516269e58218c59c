import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { CollectionSpec } from '@firebreak/event-sourcing';
import { mongoReadStore } from './mongo-read-store';
import { openReadMongo, type OpenedMongo } from './open-read-mongo';
import { plainServer, type PlainServer } from './testing/plain-server';

interface Lamp {
  readonly n: number;
  readonly text?: string;
}

const spec: CollectionSpec = { name: 'lamps_v1', indexes: [] };

describe('a request whose connection ends before it was written', () => {
  let [server, opened]: [PlainServer, OpenedMongo] = [] as never;
  const sockets: Socket[] = [];
  const made = (event: unknown): void => void sockets.push((event as { readonly socket: Socket }).socket);
  beforeEach(async () => {
    subscribe('net.client.socket', made);
    server = await plainServer();
    opened = await openReadMongo(server.url, { silenceMs: 1_000 });
  });
  afterEach(async () => {
    unsubscribe('net.client.socket', made);
    await server.close();
    await opened.close();
    sockets.length = 0;
  });
  const lamps = () => mongoReadStore(opened.db).collection<Lamp>(spec);
  /** As at the end of a server: each socket knows, and has told nobody yet. */
  const endAll = (): void => sockets.forEach((socket) => socket.destroy());

  it('is answered over another one: a read', async () => {
    const collection = await lamps();
    endAll();
    expect(await collection.get('a')).toBeNull();
  });

  it('is answered over another one: a write', async () => {
    const collection = await lamps();
    endAll();
    expect(await collection.insert('a', { n: 1 })).toBe(true);
    expect(server.commands.filter((command) => command === 'insert')).toEqual(['insert']);
  });

  it('is answered over another one where the server said nothing while it was on its way', async () => {
    const collection = await lamps();
    server.stopReading();
    expect(await collection.insert('a', { n: 1, text: 'x'.repeat(15_000_000) })).toBe(true);
    expect(server.commands.filter((command) => command === 'insert')).toEqual(['insert']);
  });
});
