import { rmSync } from 'node:fs';
import type { FixedClock } from '@firebreak/event-sourcing-testing';
import { lately } from './testing/figures';
import { openInProcess, temporaryFolder, type InProcessTarget } from './testing/in-process-target';
import { peopleOf } from './testing/people';
import { digestOf } from './testing/problems';
import { ago, assigned, cancelled, closed, hour, logged, resolved, started, then, type Told } from './testing/stories';
import { inProcessWorld, type World } from './testing/world';

let dir: string;
let clock: FixedClock;
let world: World<InProcessTarget>;
let told: readonly Told[];
let answers: readonly string[];
let digest: string;
beforeAll(async () => {
  dir = temporaryFolder();
  world = await inProcessWorld({ dir });
  clock = world.target.clock;
  const impact = { impactStartedAt: ago(world, 2 * hour) };
  told = [await logged(world), await assigned(world, impact), await started(world), await resolved(world, impact, { restoredAt: ago(world, hour) }), await closed(world, impact), await cancelled(world)];
  await then(told[0]!, world.people.desk, 'link-incident', { incident: told[1]!.number, relation: 'related' });
  await world.people.administrator.post('/v1/policies/incident/reopen/publish', { policy: { windowMs: hour, fromClosed: true }, reason: 'Shorter.' });
  await world.target.caughtUp();
  answers = await asked();
  digest = digestOf(world.target);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const asked = async (): Promise<readonly string[]> => {
  const { manager } = world.people;
  const urls = [
    ...told.map(({ url }) => url),
    ...told.map(({ number }) => `/v1/incidents/${number}`),
    '/v1/incidents?sort=number',
    `/v1/incidents?q=${encodeURIComponent(`is:open group:${world.group}`)}&sort=-logged`,
    '/v1/incidents?q=declined&limit=3&sort=number',
    `/v1/insights/time-to-restore?${lately(world)}&by=service&exact=true`,
    `/v1/insights/frequency?${lately(world)}&by=priority`,
    `/v1/insights/backlog?${lately(world)}`,
    `/v1/insights/time-to-restore/incidents?${lately(world)}`,
    '/v1/feed?limit=1000',
    '/v1/services',
    '/v1/groups',
    '/v1/policies/incident',
    '/v1/exports/incidents',
  ];
  const read = await Promise.all(urls.map((url) => manager.get(url)));
  expect(read.map(({ status }, index) => [urls[index], status])).toEqual(urls.map((url) => [url, 200]));
  // A cursor is sealed anew each time, freshness is of the moment.
  return read.map(({ text }) => text.replace(/"lagMs":\d+/, '"lagMs":null'));
};

/** The same people and names on a standalone that was started anew. */
const again = async (): Promise<void> => {
  const target = await openInProcess({ dir, clock });
  world = { ...world, target, people: peopleOf(target, 'default', world.run) };
  await target.caughtUp();
};

describe('a standalone', () => {
  it('has everything after a stop and a start', async () => {
    await world.target.stop();
    await again();
    expect(digestOf(world.target)).toBe(digest);
    expect(await asked()).toEqual(answers);
  });

  it('makes the same answers again when file two is gone', async () => {
    await world.target.stop();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${dir}/read.db${suffix}`, { force: true });
    await again();
    expect(digestOf(world.target)).toBe(digest);
    expect(await asked()).toEqual(answers);
  });

  it('goes on where it was', async () => {
    const next = await logged(world);
    expect(Number(next.number.slice(4))).toBeGreaterThan(Math.max(...told.map(({ number }) => Number(number.slice(4)))));
    expect(told.map(({ id }) => id)).not.toContain(next.id);
    const answer = await world.people.desk.post(`${told[2]!.url}/add-note`, { text: 'After the restart.', audience: 'public' }, { 'if-match': told[2]!.etag });
    expect(answer.status).toBe(200);
    await world.target.stop();
  });
});
