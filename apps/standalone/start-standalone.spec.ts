import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fixedClock } from '@firebreak/event-sourcing-testing';
import { createLogger } from '@firebreak/telemetry';
import { sendAs, type Send } from './in-process-client';
import { localOperator, startStandalone, type Standalone } from './start-standalone';

const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-standalone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (): Promise<Standalone> => startStandalone({ dir: folder, clock: fixedClock(), logger: createLogger({ level: 'silent' }), http: { docs: false } });

const listed = async (send: Send): Promise<unknown> => (await send('GET', '/v1/incidents?sort=number')).body;

describe('the read models of a standalone', () => {
  it.each([
    ['are no database any more', 'read.db', Buffer.from('no database '.repeat(1_000))],
    ['have lost their first page', 'read.db', Buffer.alloc(8_192)],
  ])('are made again when they %s', async (_, file, content) => {
    const first = await start();
    const send = await sendAs(first, localOperator);
    const logged = await send('POST', '/v1/incidents', { title: 'Mail is down', source: 'desk', channel: 'phone', caller: 'person-1' });
    expect(logged.status).toBe(201);
    await first.runtime.whenCaughtUp();
    const before = await listed(send);
    await first.stop();
    writeFileSync(path.join(folder, file), content);
    const second = await start();
    await second.runtime.whenCaughtUp();
    expect(await listed(await sendAs(second, localOperator))).toEqual(before);
    await second.stop();
  });
});

it('tells the command line where it listens, and takes it back at the stop', async () => {
  const standalone = await start();
  const url = await standalone.listen(0);
  const announced = JSON.parse(readFileSync(standalone.folder.serverFile, 'utf8')) as { url: string; token: string; pid: number };
  expect(announced).toMatchObject({ url, pid: process.pid });
  expect((await fetch(`${url}/v1/sessions/current`, { headers: { authorization: `Bearer ${announced.token}` } })).status).toBe(200);
  await standalone.stop();
  expect(() => readFileSync(standalone.folder.serverFile)).toThrow('ENOENT');
});
