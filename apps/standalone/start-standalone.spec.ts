import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkpointCollection, type Checkpoint } from '@firebreak/event-sourcing';
import { fixedClock } from '@firebreak/event-sourcing-testing';
import { openReadDatabase, sqliteReadStore } from '@firebreak/read-store-sqlite';
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

  it('are made again when a checkpoint lies behind the last event', async () => {
    const first = await start();
    await first.runtime.whenCaughtUp();
    const before = await listed(await sendAs(first, localOperator));
    await first.stop();
    const database = openReadDatabase(path.join(folder, 'read.db'));
    const readStore = sqliteReadStore(database);
    const checkpoints = await readStore.collection<Checkpoint>(checkpointCollection);
    const [one] = await checkpoints.find({ filter: { op: 'all' } });
    await checkpoints.replace(one!.id, {}, { position: one!.doc.position.replace(/^./, '9') });
    await readStore.committed();
    database.close();
    const second = await start();
    const send = await sendAs(second, localOperator);
    await second.runtime.whenCaughtUp();
    expect(await listed(send)).toEqual(before);
    expect((await send('POST', '/v1/incidents', { title: 'The web is down', source: 'desk', channel: 'phone', caller: 'person-1' })).status).toBe(201);
    await second.runtime.whenCaughtUp();
    expect(((await listed(send)) as { items: unknown[] }).items).toHaveLength((before as { items: unknown[] }).items.length + 1);
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
