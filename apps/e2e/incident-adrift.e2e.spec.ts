import { plusMillis } from '@firebreak/event-sourcing';
import { mappedCase } from './testing/mapped-cases';
import { ago, assigned, cancelled, closed, day, hour, logged, minute, resolved, started, then, type Told } from './testing/stories';
import { command, inProcessWorld, type World } from './testing/world';
import type { InProcessTarget } from './testing/in-process-target';

let world: World<InProcessTarget>;
beforeAll(async () => {
  world = await inProcessWorld();
});
afterAll(() => world.target.stop());

const adrift = async (): Promise<ReadonlySet<string>> => {
  const answer = await world.people.manager.get('/v1/incidents?q=is:adrift');
  return new Set((answer.body as { items: { number: string }[] }).items.map(({ number }) => number));
};
const held = async (millis: number): Promise<Told> =>
  then(await started(world), world.people.resolver, 'put-on-hold', { reason: 'evidence', followUpAt: plusMillis(world.target.now(), millis) });

describe('the watch list', () => {
  it('has one of each kind that nobody looks after, and nothing else', async () => {
    const { clock, standalone } = world.target;
    const silent = await started(world);
    clock.advance(3 * day - 4 * hour);
    const unacknowledged = await assigned(world);
    const resumedInTime = await then(await held(5 * hour), world.people.resolver, 'resume-work');
    clock.advance(3 * hour);
    const [unassigned, overdue, later] = [await logged(world), await held(hour + minute / 2), await held(2 * hour)];
    clock.advance(hour);
    const fresh = [await logged(world), await assigned(world), await started(world), await resolved(world), await closed(world), await cancelled(world)];
    const { body } = await command(world.people.machine, '/v1/imports', { source: 'e2e', files: ['rows.csv'] });
    await command(world.people.machine, `/v1/imports/${(body as { id: string }).id}/pages`, { page: 0, cases: [mappedCase('adrift', [{ at: ago(world, 300 * day), status: 'new' }])] });
    // With the timers still, what passes its follow-up stays so.
    await world.target.caughtUp();
    await standalone.runtime.drain();
    clock.advance(minute);
    const found = await adrift();
    const expected = { unassigned, unacknowledged, overdue, silent };
    for (const [kind, { number }] of Object.entries(expected)) expect([kind, found.has(number)]).toEqual([kind, true]);
    for (const { number } of [resumedInTime, later, ...fresh]) expect([number, found.has(number)]).toEqual([number, false]);
    expect(found.size).toBe(4);
  });
});
