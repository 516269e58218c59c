import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { openHttp } from './testing/http-target';
import { openInProcess, temporaryFolder } from './testing/in-process-target';
import { personOf, type Person } from './testing/people';
import { startServer, type ServerProcess } from './testing/server-process';
import type { Answer, Target } from './testing/target';

let dir: string;
let server: ServerProcess;
let target: Target;
let desk: Person;
beforeAll(async () => {
  dir = temporaryFolder();
  server = await startServer(dir);
  target = await openHttp({ url: server.url, keysFile: path.join(dir, 'keys.json') });
  desk = personOf(target, { id: 'desk-1', tenant: 'default', roles: ['service-desk', 'auditor'] });
});
afterAll(async () => {
  server.signal('SIGKILL');
  await server.ended;
  rmSync(dir, { recursive: true, force: true });
});

const acknowledged: string[] = [];
const log = (n: number): Promise<Answer> => desk.post('/v1/incidents', { title: `Incident ${n}`, source: 'e2e', channel: 'api', alertId: `a-${n}` });

describe('the process of a standalone', () => {
  it('says where it is and where its data lie, and keeps its keys to itself', async () => {
    expect(server.output()).toMatch(/Sign in {3}http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]{43}/);
    expect(server.output()).toContain(dir);
    expect((await target.request({ method: 'GET', url: '/health/ready' })).status).toBe(200);
    const modes = ['keys.json', 'server.json'].map((name) => statSync(path.join(dir, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
  });

  it('lets a browser in by its link, once', async () => {
    const [, code] = /\?code=([\w-]+)/.exec(server.output())!;
    const redeem = (): Promise<Answer> => target.request({ method: 'POST', url: '/v1/sessions/redeem', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) });
    const first = await redeem();
    expect(first.status).toBe(200);
    const [cookie] = (first.headers['set-cookie'] as unknown as string[]).map((each) => each.split(';')[0]!);
    const current = await target.request({ method: 'GET', url: '/v1/sessions/current', headers: { cookie: cookie! } });
    expect([current.status, (current.body as { subject: string }).subject]).toEqual([200, 'operator']);
    expect((await redeem()).status).toBe(401);
  });

  it('shares its folder with no other process', async () => {
    await expect(openInProcess({ dir })).rejects.toMatchObject({ code: 'data-folder-in-use', details: { pid: server.pid } });
    const second = await startServer(dir);
    expect([await second.ended, second.output()]).toEqual([78, expect.stringContaining(`"pid":${server.pid}`) as string]);
    expect((await log(0)).status).toBe(201);
  });

  it('ends at a signal when it has answered what it took, and loses nothing that it acknowledged', async () => {
    const asked = Array.from({ length: 40 }, (_, n) => log(n + 1).catch(() => null));
    await asked[0];
    server.signal('SIGTERM');
    const answers = await Promise.all(asked);
    for (const answer of answers) if (answer !== null && answer.status < 300) acknowledged.push((answer.body as { id: string }).id);
    expect(answers.every((answer) => answer === null || answer.status === 201 || answer.status === 503)).toBe(true);
    expect([await server.ended, existsSync(path.join(dir, 'server.json'))]).toEqual([0, false]);
    const opened = await openInProcess({ dir });
    try {
      await opened.caughtUp();
      const streams = new Set([...opened.standalone.store.rawRows()].map(({ stream }) => stream));
      expect(acknowledged.filter((id) => !streams.has(`incident-default.${id}`))).toEqual([]);
      expect(acknowledged.length).toBeGreaterThan(0);
    } finally {
      await opened.stop();
    }
  });
});
