import { plusMillis } from '@firebreak/event-sourcing';
import { mappedCase } from './testing/mapped-cases';
import { problemOf, verdict } from './testing/problems';
import { ago, classification, day, hour, logged, minute, resolution, resolved, started, then, viewed, type Told, type Viewed } from './testing/stories';
import { command, inProcessWorld, type World } from './testing/world';
import type { InProcessTarget } from './testing/in-process-target';

let world: World<InProcessTarget>;
beforeAll(async () => {
  world = await inProcessWorld();
});
afterAll(() => world.target.stop());

const publish = async (kind: string, policy: object): Promise<number> => {
  const answer = await command(world.people.administrator, `/v1/policies/incident/${kind}/publish`, { policy, reason: 'We changed our minds.' });
  return (answer.body as { revision: number }).revision + 1;
};
const lastOf = (record: Viewed, type: string): Readonly<Record<string, unknown>> => record.timeline.filter((entry) => entry.type === type).at(-1)!.data;
const view = (told: Told): Promise<Viewed> => viewed(world.people.manager, told);
const later = async (millis: number): Promise<void> => {
  world.target.clock.advance(millis);
  await world.target.caughtUp();
};

describe('a policy', () => {
  it('is decided by from its publication on, and each decision says by which version', async () => {
    const before = await then(await logged(world), world.people.desk, 'triage', classification(world));
    expect(lastOf(await view(before), 'IncidentPrioritized')).toMatchObject({ priority: 'P3', matrixVersion: 0 });
    const flat = ['P5', 'P5', 'P5'];
    expect(await publish('priority-matrix', { table: [['P1', 'P5', 'P5'], flat, flat] })).toBe(1);
    const after = await then(await logged(world), world.people.desk, 'triage', classification(world));
    expect(lastOf(await view(after), 'IncidentPrioritized')).toMatchObject({ priority: 'P5', matrixVersion: 1 });
    expect(lastOf(await view(before), 'IncidentPrioritized')).toMatchObject({ priority: 'P3', matrixVersion: 0 });
    expect(await publish('priority-matrix', { table: [['P1', 'P2', 'P3'], ['P2', 'P3', 'P4'], ['P3', 'P4', 'P5']] })).toBe(2);
  });

  it('says what is allowed', async () => {
    await publish('taxonomy', { categories: { network: ['dns'], hardware: [] } });
    const told = await logged(world);
    const refused = await world.people.desk.post(`${told.url}/triage`, classification(world, { category: 'weather' }));
    expect([verdict(refused), problemOf(refused).rule]).toEqual(['422 unknown-category', 'taxonomy version 1']);
    expect((await world.people.desk.post(`${told.url}/triage`, classification(world, { category: 'network', subcategory: 'dns' }))).status).toBe(200);
    await publish('taxonomy', { categories: null });
  });

  it('shrinks and stretches what it limits', async () => {
    await publish('hold', { maxFollowUpMs: hour });
    const told = await started(world);
    const hold = (millis: number): Promise<string> => world.people.resolver.post(`${told.url}/put-on-hold`, { reason: 'evidence', followUpAt: plusMillis(world.target.now(), millis) }).then(verdict);
    expect([await hold(hour + 1), await hold(hour)]).toEqual(['422 follow-up-out-of-range', '200']);
    await publish('hold', { maxFollowUpMs: 30 * day });
    await publish('reopen', { windowMs: hour, fromClosed: false });
    const done = await resolved(world);
    world.target.clock.advance(hour + 1);
    expect(verdict(await world.people.caller.post(`${done.url}/reopen`, { reason: 'Again.', impact: 'none' }))).toBe('409 reopen-window-over');
    await publish('reopen', { windowMs: 7 * day, fromClosed: true });
    expect(verdict(await world.people.caller.post(`${done.url}/reopen`, { reason: 'Again.', impact: 'none' }))).toBe('200');
  });

  it('is another tenant’s own affair', async () => {
    await publish('auto-close', { enabled: true, afterMs: 5 * day });
    const theirs = await world.strangers.administrator.get('/v1/policies/incident');
    const versions = (theirs.body as { items: { kind: string; version: number }[] }).items.map(({ version }) => version);
    expect(new Set(versions)).toEqual(new Set([0]));
  });
});

describe('a timer', () => {
  it('takes work up again when somebody wanted to look again', async () => {
    const held = await then(await started(world), world.people.resolver, 'put-on-hold', { reason: 'evidence', followUpAt: plusMillis(world.target.now(), 2 * hour) });
    await later(2 * hour - minute);
    expect((await view(held)).incident.status).toBe('OnHold');
    await later(2 * minute);
    const record = await view(held);
    expect([record.incident.status, record.timeline.at(-1)]).toEqual(['InProgress', expect.objectContaining({ type: 'IncidentResumed', actor: 'system:follow-up' })]);
    const { revision } = record;
    await later(day);
    expect((await view(held)).revision).toBe(revision);
  });

  it('does not when somebody was there before', async () => {
    const held = await then(await started(world), world.people.resolver, 'put-on-hold', { reason: 'evidence', followUpAt: plusMillis(world.target.now(), hour) });
    const resumed = await then(held, world.people.resolver, 'resume-work');
    await later(2 * hour);
    expect(`"${(await view(resumed)).revision}"`).toBe(resumed.etag);
  });

  it('closes what nobody confirmed, once, and says by which policy', async () => {
    const done = await resolved(world);
    await later(5 * day - minute);
    expect((await view(done)).incident.status).toBe('Resolved');
    await later(2 * minute);
    const record = await view(done);
    expect([record.incident.status, record.timeline.at(-1)]).toEqual([
      'Closed',
      expect.objectContaining({ type: 'IncidentClosed', actor: 'system:auto-close', data: expect.objectContaining({ by: 'timer', policyVersion: 1 }) as object }),
    ]);
    await later(30 * day);
    expect((await view(done)).revision).toBe(record.revision);
  });

  it('starts anew with each cycle', async () => {
    const done = await resolved(world);
    await later(4 * day);
    const again = await then(done, world.people.caller, 'reopen', { reason: 'Again.', impact: 'none' });
    const redone = await then(again, world.people.resolver, 'resolve', resolution(world, { notes: 'Again.' }));
    await later(2 * day);
    expect((await view(redone)).incident.status).toBe('Resolved');
    await later(3 * day + minute);
    expect((await view(redone)).incident.status).toBe('Closed');
  });

  it('leaves imported incidents alone until somebody touches them', async () => {
    const { body } = await command(world.people.machine, '/v1/imports', { source: 'e2e', files: ['rows.csv'] });
    const steps = [{ at: ago(world, 40 * day), status: 'new' }, { at: ago(world, 39 * day), status: 'resolved' }];
    const page = await command(world.people.machine, `/v1/imports/${(body as { id: string }).id}/pages`, { page: 0, cases: [mappedCase('timer', steps)] });
    const [result] = (page.body as { results: { id: string }[] }).results;
    const told = { url: `/v1/incidents/${result!.id}` } as Told;
    await later(10 * day);
    expect((await view(told)).incident.status).toBe('Resolved');
    await then(told, world.people.manager, 'add-note', { text: 'Is this still of interest?', audience: 'private' });
    await later(minute);
    expect((await view(told)).incident.status).toBe('Closed');
  });
});
