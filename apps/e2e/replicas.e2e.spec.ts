import { verdict } from './testing/problems';
import { openWorld, type AnyTarget, type World } from './testing/world';

let world: World<AnyTarget>;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.target.stop());

/** What each service has for itself; a standalone has it once. */
describe.each(['incident-service', 'analytics-service', 'problem-service'])('what %s has for itself', (service) => {
  const own = (path: string): string => `${world.target.shape === 'http' ? `/${service}` : ''}/v1/admin/${path}`;
  // More than there are replicas, so that each has its turn.
  const turns = [1, 2, 3, 4];

  it('is answered by whoever of its replicas has its turn', async () => {
    for (const _ of turns) {
      const answer = await world.people.administrator.get(own('parked'));
      expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ items: [] })]);
      expect((await world.people.administrator.get(own('projections'))).status).toBe(200);
    }
  });

  it('is refused by each of them in the same words', async () => {
    for (const _ of turns) expect(verdict(await world.people.administrator.post(own(`parked/nope/incident-${world.tenant}.nope/retry`)))).toBe('404 not-found');
    for (const _ of turns) expect(verdict(await world.people.desk.get(own('parked')))).toBe('403 forbidden-role');
  });
});
