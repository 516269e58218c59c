import { once } from 'node:events';
import { createServer, type ServerHttp2Session, type Settings } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { closeClient, openClient } from './client';

it('lets the server send a whole page before it hears of us', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const settings = new Promise<Settings>((resolve) => server.once('session', (session: ServerHttp2Session) => session.once('remoteSettings', resolve)));
  const client = openClient(`esdb://127.0.0.1:${(server.address() as AddressInfo).port}?tls=false`);
  const reading = (async () => {
    for await (const _ of client.readAll({ maxCount: 1 }));
  })().catch(() => undefined);
  expect((await settings).initialWindowSize).toBe(2 * 1024 * 1024);
  await closeClient(client);
  await reading;
  server.close();
});

it('refuses credentials in the open', () => {
  expect(() => openClient('esdb://user:secret@127.0.0.1:1?tls=false')).toThrow(expect.objectContaining({ code: 'insecure-credentials' }) as Error);
});
