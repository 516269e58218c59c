import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { localOperator, sendAs, startStandalone, type Standalone } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import { openClient } from '../open-client';
import { rebuild } from './rebuild';

const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-rebuild-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (): Promise<Standalone> => startStandalone({ dir: folder, logger: createLogger({ level: 'silent' }), http: { docs: false } });

const exported = async (): Promise<unknown> => {
  const client = await openClient(folder);
  await client.caughtUp();
  const { status, body } = await client.get('/v1/exports/incidents?limit=500');
  await client.close();
  return [status, body];
};

beforeAll(async () => {
  const standalone = await start();
  const send = await sendAs(standalone, localOperator);
  for (const title of ['Mail is down', 'Mail is slow']) await send('POST', '/v1/incidents', { title, source: 'desk', channel: 'phone', caller: 'person-1' });
  await standalone.stop();
});

it('makes everything again from the store, even from a file that nobody can read', async () => {
  const before = await exported();
  expect(before).toMatchObject([200, { items: [{ number: 'INC-1' }, { number: 'INC-2' }] }]);
  writeFileSync(path.join(folder, 'read.db'), 'no database');
  const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await rebuild({ data: folder });
  expect(said.mock.calls).toEqual([['lists, facts and figures are made again from 3 events\n']]);
  said.mockRestore();
  expect(await exported()).toEqual(before);
});

it('leaves the folder of a running server alone', async () => {
  const standalone = await start();
  await expect(rebuild({ data: folder })).rejects.toMatchObject({ code: 'data-folder-in-use' });
  await standalone.stop();
});

it('takes no other server at the announced address for the one of the folder', async () => {
  const stranger = createServer((request, response) => response.writeHead(request.url === '/health/live' ? 200 : 401).end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => stranger.once('listening', resolve));
  const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  writeFileSync(path.join(folder, 'server.json'), JSON.stringify({ url, token: 'of another folder', pid: 1 }));
  expect(await exported()).toMatchObject([200, { items: [{ number: 'INC-1' }, { number: 'INC-2' }] }]);
  stranger.close();
});
