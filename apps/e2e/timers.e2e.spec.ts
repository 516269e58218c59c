import { plusMillis } from '@firebreak/event-sourcing';
import { mappedCase } from './testing/mapped-cases';
import { isInProcess } from './testing/problems';
import { ago, day, hour, minute, resolution, resolved, started, then, viewed, type Told, type Viewed } from './testing/stories';
import { command, describeInProcess, openWorld, pass, type AnyTarget, type World } from './testing/world';

let world: World<AnyTarget>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.target.stop());

const view = (told: Pick<Told, 'url'>): Promise<Viewed> => viewed(world.people.manager, told);
const later = async (millis: number): Promise<void> => {
  pass(world.target, millis);
  await world.target.caughtUp();
};
/** Looked at until it is there; where the clock stands still that is at once. */
const becomes = async (told: Pick<Told, 'url'>, status: string): Promise<Viewed> => {
  for (;;) {
    const record = await view(told);
    if (record.incident.status === status || isInProcess(world.target)) return record;
  }
};
const followedUp = async (millis: number): Promise<Told> =>
  then(await started(world), world.people.resolver, 'put-on-hold', { reason: 'evidence', followUpAt: plusMillis(world.target.now(), millis) });

describe('a timer that is due soon', () => {
  it('takes work up again when somebody wanted to look again, and not when somebody was there before', async () => {
    const soon = 1_500;
    const before = await then(await followedUp(soon), world.people.resolver, 'resume-work');
    const held = await followedUp(soon);
    expect((await view(held)).incident.status).toBe('OnHold');
    await later(soon + 1_000);
    const record = await becomes(held, 'InProgress');
    expect([record.incident.status, record.timeline.at(-1)]).toEqual(['InProgress', expect.objectContaining({ type: 'IncidentResumed', actor: 'system:follow-up' })]);
    expect(`"${(await view(before)).revision}"`).toBe(before.etag);
  }, 60_000);

  it('leaves imported incidents alone until somebody touches them, and then closes what nobody confirmed, once', async () => {
    const { body } = await command(world.people.machine, '/v1/imports', { source: 'e2e', files: ['rows.csv'] });
    const steps = [{ at: ago(world, 40 * day), status: 'new' }, { at: ago(world, 39 * day), status: 'resolved' }];
    const page = await command(world.people.machine, `/v1/imports/${(body as { id: string }).id}/pages`, { page: 0, cases: [mappedCase('timer', steps), mappedCase('untouched', steps)] });
    const [told, untouched] = (page.body as { results: { id: string }[] }).results.map(({ id }) => ({ url: `/v1/incidents/${id}` }) as Told);
    await later(minute);
    expect((await view(told!)).incident.status).toBe('Resolved');
    await then(told!, world.people.manager, 'add-note', { text: 'Is this still of interest?', audience: 'private' });
    await later(minute);
    const record = await becomes(told!, 'Closed');
    expect([record.incident.status, record.timeline.at(-1)]).toEqual([
      'Closed',
      expect.objectContaining({ type: 'IncidentClosed', actor: 'system:auto-close', data: expect.objectContaining({ by: 'timer', policyVersion: 0 }) as object }),
    ]);
    await later(day);
    expect([(await view(told!)).revision, (await view(untouched!)).incident.status]).toEqual([record.revision, 'Resolved']);
  }, 60_000);
});

describeInProcess('the clock is moved by days')('a timer that is due in days', () => {
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
      expect.objectContaining({ type: 'IncidentClosed', actor: 'system:auto-close', data: expect.objectContaining({ by: 'timer', policyVersion: 0 }) as object }),
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
});
