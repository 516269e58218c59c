import { plusMillis } from '@firebreak/event-sourcing';
import type { Headers } from './testing/people';
import { problemOf, verdict } from './testing/problems';
import { classification, day, hour, logged, minute, resolved, started, then, viewed, type Told, type Viewed } from './testing/stories';
import { command, openWorld, pass, type AnyTarget, type World } from './testing/world';

let world: World<AnyTarget>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.target.stop());

/** Names the last publication, so that every replica decides by it at once. */
let seen: Headers = {};
const publish = async (kind: string, policy: object): Promise<number> => {
  const answer = await command(world.people.administrator, `/v1/policies/incident/${kind}/publish`, { policy, reason: 'We changed our minds.' });
  seen = { 'firebreak-consistency': answer.headers['firebreak-consistency']! };
  await world.target.caughtUp();
  return (answer.body as { revision: number }).revision + 1;
};
const lastOf = (record: Viewed, type: string): Readonly<Record<string, unknown>> => record.timeline.filter((entry) => entry.type === type).at(-1)!.data;
const view = (told: Told): Promise<Viewed> => viewed(world.people.manager, told);

describe('a policy', () => {
  it('is decided by from its publication on, and each decision says by which version', async () => {
    const before = await then(await logged(world), world.people.desk, 'triage', classification(world));
    expect(lastOf(await view(before), 'IncidentPrioritized')).toMatchObject({ priority: 'P3', matrixVersion: 0 });
    const flat = ['P5', 'P5', 'P5'];
    expect(await publish('priority-matrix', { table: [['P1', 'P5', 'P5'], flat, flat] })).toBe(1);
    const after = await then(await logged(world), world.people.desk, 'triage', classification(world), seen);
    expect(lastOf(await view(after), 'IncidentPrioritized')).toMatchObject({ priority: 'P5', matrixVersion: 1 });
    expect(lastOf(await view(before), 'IncidentPrioritized')).toMatchObject({ priority: 'P3', matrixVersion: 0 });
    expect(await publish('priority-matrix', { table: [['P1', 'P2', 'P3'], ['P2', 'P3', 'P4'], ['P3', 'P4', 'P5']] })).toBe(2);
  });

  it('says what is allowed', async () => {
    await publish('taxonomy', { categories: { network: ['dns'], hardware: [] } });
    const told = await logged(world);
    const refused = await world.people.desk.post(`${told.url}/triage`, classification(world, { category: 'weather' }), seen);
    expect([verdict(refused), problemOf(refused).rule]).toEqual(['422 unknown-category', 'taxonomy version 1']);
    expect((await world.people.desk.post(`${told.url}/triage`, classification(world, { category: 'network', subcategory: 'dns' }), seen)).status).toBe(200);
    await publish('taxonomy', { categories: null });
  });

  it('shrinks and stretches what it limits', async () => {
    await publish('hold', { maxFollowUpMs: hour });
    const told = await started(world);
    const hold = (millis: number): Promise<string> => world.people.resolver.post(`${told.url}/put-on-hold`, { reason: 'evidence', followUpAt: plusMillis(world.target.now(), millis) }, seen).then(verdict);
    expect([await hold(hour + minute), await hold(hour - minute)]).toEqual(['422 follow-up-out-of-range', '200']);
    await publish('hold', { maxFollowUpMs: 30 * day });
    await publish('reopen', { windowMs: 0, fromClosed: false });
    const done = await resolved(world);
    pass(world.target, 1);
    expect(verdict(await world.people.caller.post(`${done.url}/reopen`, { reason: 'Again.', impact: 'none' }, seen))).toBe('409 reopen-window-over');
    await publish('reopen', { windowMs: 7 * day, fromClosed: true });
    expect(verdict(await world.people.caller.post(`${done.url}/reopen`, { reason: 'Again.', impact: 'none' }, seen))).toBe('200');
  });

  it('is another tenant’s own affair', async () => {
    await publish('auto-close', { enabled: true, afterMs: 5 * day });
    const theirs = await world.strangers.administrator.get('/v1/policies/incident');
    const versions = (theirs.body as { items: { kind: string; version: number }[] }).items.map(({ version }) => version);
    expect(new Set(versions)).toEqual(new Set([0]));
  });
});
