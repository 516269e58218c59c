import { codeOf, edgeApp, posting, ticketBody, type EdgeApp, type Injected } from './testing/edge-app';

let edge: EdgeApp;
let now = 0;
beforeAll(async () => {
  const rates = { commandRate: { perSecond: 2, burst: 5 }, failureRate: { perSecond: 0.5, burst: 4 } };
  edge = await edgeApp({ ...rates, monotonic: () => now });
});
afterAll(() => edge.app.close());

const create = (headers: Record<string, string> = {}): Promise<Injected> => edge.send(posting('/v1/tickets', ticketBody, headers));
const seen = ({ statusCode, headers }: Injected): [number, unknown] => [statusCode, headers['retry-after']];

describe('somebody who writes too much', () => {
  it('waits, and nobody else does', async () => {
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => create()))).map(({ statusCode }) => statusCode);
    expect(statuses.sort()).toEqual([201, 201, 201, 201, 201, 429, 429, 429]);
    const refused = await create();
    expect([...seen(refused), codeOf(refused)]).toEqual([429, '1', 'rate-exceeded']);
    expect((await create({ authorization: `Bearer ${await edge.token('service-desk', { sub: 'u-2' })}` })).statusCode).toBe(201);
    expect((await create({ authorization: `Bearer ${await edge.token('service-desk', { tenant: 'other' })}` })).statusCode).toBe(201);
    expect((await edge.send({ url: '/v1/tickets' })).statusCode).toBe(200);
    now += 1_000;
    expect([(await create()).statusCode, (await create()).statusCode, (await create()).statusCode]).toEqual([201, 201, 429]);
  });

  it('is not counted where the route says so', async () => {
    const headers = { authorization: `Bearer ${await edge.token('service')}` };
    const answers = await Promise.all(Array.from({ length: 20 }, () => edge.send(posting('/v1/tickets/bulk', { title: 'many' }, headers))));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
  });
});

describe('a full house', () => {
  it('sends away one more, but never the probes', async () => {
    const full = await edgeApp({ maxInFlight: 0 });
    const refused = await full.send({ url: '/v1/tickets' });
    expect([...seen(refused), codeOf(refused)]).toEqual([503, '1', 'overloaded']);
    expect((await full.app.inject('/health/live')).statusCode).toBe(200);
    await full.app.close();
  });

  it('has room again when somebody was answered', async () => {
    const single = await edgeApp({ maxInFlight: 1 });
    for (let each = 0; each < 3; each += 1) expect((await single.send({ url: '/v1/tickets' })).statusCode).toBe(200);
    const two = await Promise.all([single.send({ url: '/v1/tickets' }), single.send({ url: '/v1/tickets' })]);
    expect(two.map(({ statusCode }) => statusCode)).toEqual([200, 503]);
    await single.app.close();
  });
});

describe('somebody who guesses', () => {
  it('is slowed down by address as long as they are nobody', async () => {
    const guess = (remoteAddress: string): Promise<Injected> => edge.app.inject({ url: '/v1/tickets', remoteAddress, headers: { authorization: 'Bearer x.y.z' } });
    const statuses = [];
    for (let each = 0; each < 6; each += 1) statuses.push((await guess('10.0.0.1')).statusCode);
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
    const refused = await edge.app.inject({ url: '/v1/tickets', remoteAddress: '10.0.0.1' });
    expect([...seen(refused), codeOf(refused)]).toEqual([429, '2', 'too-many-failures']);
    const nowhere = await edge.app.inject({ url: '/v1/nowhere', remoteAddress: '10.0.0.1', headers: { authorization: 'Bearer x.y.z' } });
    expect([nowhere.statusCode, codeOf(nowhere)]).toEqual([429, 'too-many-failures']);
    expect((await edge.send({ url: '/v1/tickets', remoteAddress: '10.0.0.1' })).statusCode).toBe(200);
    expect((await edge.app.inject({ url: '/health/live', remoteAddress: '10.0.0.1' })).statusCode).toBe(200);
    expect((await guess('10.0.0.2')).statusCode).toBe(401);
    now += 2_000;
    expect((await guess('10.0.0.1')).statusCode).toBe(401);
    const audited = edge.log.filter((line) => (line as { audit?: string }).audit === 'throttled');
    expect(audited).toEqual([expect.objectContaining({ security: true, address: '10.0.0.1', status: 401, method: 'GET', route: '/v1/tickets' })]);
  });

  it('is slowed down by who they are once they are somebody, wherever they come from', async () => {
    const scanning = { authorization: `Bearer ${await edge.token('service-desk', { sub: 'scanner' })}` };
    const scan = (n: number): Promise<Injected> => edge.send({ url: `/v1/tickets/${n}0000000-0000-4000-8000-000000000000`, remoteAddress: `10.0.1.${n}`, headers: scanning });
    const statuses = [];
    for (let n = 1; n < 7; n += 1) statuses.push((await scan(n)).statusCode);
    expect(statuses).toEqual([404, 404, 404, 404, 429, 429]);
    expect((await edge.send({ url: '/v1/tickets', remoteAddress: '10.0.1.1' })).statusCode).toBe(200);
    const refused = await edge.send({ url: '/v1/tickets', headers: scanning });
    expect([...seen(refused), codeOf(refused)]).toEqual([429, '2', 'too-many-failures']);
    expect(edge.log).toContainEqual(expect.objectContaining({ audit: 'throttled', tenant: 'default', actor: 'scanner', status: 404 }));
  });
});
