import { randomUUID } from 'node:crypto';
import { openWorld, type World } from './testing/world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.target.stop());

describe('twins of one command', () => {
  it('twenty at once make one incident, whoever takes them', async () => {
    const { desk } = world.people;
    const key = randomUUID();
    const body = { title: 'Payments time out', source: 'desk', channel: 'phone', caller: 'person-1', service: world.service };
    const answers = await Promise.all(Array.from({ length: 20 }, () => desk.post('/v1/incidents', body, { 'idempotency-key': key })));
    const done = answers.filter(({ status }) => status === 201 || status === 200);
    expect(answers.every(({ status, body: problem }) => status < 300 || (problem as { code?: string }).code === 'request-outstanding')).toBe(true);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map(({ body: made }) => (made as { id: string }).id)).size).toBe(1);
    await world.target.caughtUp();
    const found = (await desk.get(`/v1/incidents?q=${encodeURIComponent(`service:${world.service}`)}`)).body as { items: readonly object[] };
    expect(found.items).toHaveLength(1);
  });

  it('of a policy publish it once', async () => {
    const { administrator } = world.people;
    const key = randomUUID();
    const body = { zones: ['Europe/Zurich'], defaults: {}, reason: `Zones of ${world.run}` };
    const answers = await Promise.all(Array.from({ length: 6 }, () => administrator.post('/v1/policies/reporting/publish', body, { 'idempotency-key': key })));
    expect(new Set(answers.filter(({ status }) => status < 300).map(({ body: made }) => (made as { revision: number }).revision)).size).toBe(1);
    expect(answers.filter(({ status }) => status >= 300).map(({ body: problem }) => (problem as { code: string }).code).every((code) => code === 'request-outstanding')).toBe(true);
  });

  it('answers a later twin as the first, and refuses another body under its key', async () => {
    const { desk } = world.people;
    const key = randomUUID();
    const body = { title: 'Mail is slow', source: 'desk', channel: 'phone', caller: 'person-1', service: world.otherService };
    const first = await desk.post('/v1/incidents', body, { 'idempotency-key': key });
    for (let again = 0; again < 4; again += 1) {
      const twin = await desk.post('/v1/incidents', body, { 'idempotency-key': key });
      const { id, number } = first.body as { id: string; number: string };
      expect([twin.body, twin.headers['idempotency-replayed']]).toEqual([expect.objectContaining({ id, number, revision: 0 }), 'true']);
    }
    const other = await desk.post('/v1/incidents', { ...body, title: 'Mail is down' }, { 'idempotency-key': key });
    expect([other.status, (other.body as { code: string }).code]).toEqual([422, 'idempotency-mismatch']);
  });
});
