import { createEventCodec, event, type DomainEvent } from '@firebreak/event-sourcing';
import { problemOf, verdict } from '../testing/problems';
import { row } from '../testing/rows';
import { logBody, logged, type Told } from '../testing/stories';
import { inProcessWorld, type World } from '../testing/world';
import type { InProcessTarget } from '../testing/in-process-target';

let now = 0;
let world: World<InProcessTarget>;
beforeAll(async () => {
  const http = { commandRate: { perSecond: 1, burst: 20 }, failureRate: { perSecond: 1, burst: 30 }, monotonic: () => now };
  world = await inProcessWorld({ http });
});
afterAll(() => world.target.stop());

type ChangeLinked = DomainEvent<'IncidentLinkedToChange', { readonly change: string; readonly relation: string; readonly url: null; readonly confidence: null }>;

/** Links as a thousand commands would have made them. */
const linkedToMany = async ({ id }: Told, count: number): Promise<void> => {
  const { store } = world.target.standalone;
  const stream = `incident-default.${id}`;
  const codec = createEventCodec<ChangeLinked>({ IncidentLinkedToChange: { personal: [] } });
  const last = (await store.readStream(stream)).at(-1)!;
  const recordedAt = world.target.now();
  const meta = { tenant: 'default', actor: { id: 'u-1', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now: recordedAt, idempotency: null } as const;
  const events = Array.from({ length: count }, (_, n) => event('IncidentLinkedToChange', { change: `CHG-${n}`, relation: 'caused-by', url: null, confidence: null }));
  await store.append(stream, last.revision, codec.prepare({ stream, revision: last.revision, lastHash: last.hash, lastRecordedAt: recordedAt }, meta, events));
};

describe('somebody who asks for too much', () => {
  row(30, 'has a thousand links and no more', async () => {
    const told = await logged(world);
    await linkedToMany(told, 1_000);
    const answer = await world.people.resolver.post(`${told.url}/link-change`, { change: 'CHG-1000', relation: 'caused-by' });
    expect([verdict(answer), problemOf(answer).rule]).toEqual(['422 too-many-links', 'at most 1000 links of a kind']);
    const known = await world.people.resolver.post(`${told.url}/link-change`, { change: 'CHG-999', relation: 'caused-by' });
    expect((known.body as { outcome: string }).outcome).toBe('quiet');
  });

  row(44, 'waits, and nobody else does', async () => {
    const asked = Array.from({ length: 40 }, () => world.people.colleague.post('/v1/incidents', logBody(world)));
    const answers = await Promise.all(asked);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map((answer) => `${verdict(answer)} ${answer.headers['retry-after']}`))).toEqual(new Set(['429 rate-exceeded 1']));
    expect((await world.people.caller.post('/v1/incidents', logBody(world))).status).toBe(201);
    now += 1_000;
    expect((await world.people.colleague.post('/v1/incidents', logBody(world))).status).toBe(201);
  });

  row(45, 'and scans for ids is slowed down by address, and it is logged', async () => {
    const scan = (n: number): Promise<string> => world.people.auditor.get(`/v1/incidents/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`).then(verdict);
    const verdicts = new Map<string, number>();
    for (let n = 0; n < 40; n += 1) {
      const each = await scan(n);
      verdicts.set(each, (verdicts.get(each) ?? 0) + 1);
    }
    expect(verdicts).toEqual(new Map([['404 not-found', 30], ['429 too-many-failures', 10]]));
    expect(world.target.log.filter(({ problem }) => problem === 'too-many-failures')).toHaveLength(10);
    now += 60_000;
    expect(await scan(0)).toBe('404 not-found');
  });

  row(45, 'with bad tokens is slowed down too', async () => {
    const guess = (): Promise<string> => world.target.request({ method: 'GET', url: '/v1/incidents', headers: { authorization: 'Bearer a.b.c' } }).then(verdict);
    now += 60_000;
    const verdicts = new Set<string>();
    for (let n = 0; n < 31; n += 1) verdicts.add(await guess());
    expect(verdicts).toEqual(new Set(['401 invalid-token', '429 too-many-failures']));
    now += 60_000;
  });
});

describe('a store that is down', () => {
  let down: World<InProcessTarget>;
  let told: Told;
  beforeAll(async () => {
    down = await inProcessWorld();
    told = await logged(down);
    await down.target.caughtUp();
    await down.target.standalone.store.close();
  });
  afterAll(() => down.target.stop());

  row(54, 'is answered by 503 to commands and reads of the record, with the time to come back', async () => {
    const answers = [
      await down.people.desk.post('/v1/incidents', logBody(down)),
      await down.people.desk.post(`${told.url}/add-note`, { text: 'x', audience: 'public' }),
      await down.people.desk.get(told.url),
      await down.people.administrator.post('/v1/services', { key: 'new' }),
    ];
    expect(answers.map((answer) => [verdict(answer), answer.headers['retry-after']])).toEqual(answers.map(() => ['503 store-unavailable', '1']));
  });

  row(54, 'is seen by readiness, and what is read elsewhere is still read', async () => {
    const ready = await down.target.request({ method: 'GET', url: '/health/ready' });
    expect([ready.status, (ready.body as { ready: boolean }).ready]).toEqual([503, false]);
    expect((await down.people.auditor.get('/v1/services')).status).toBe(200);
    expect((await down.target.request({ method: 'GET', url: '/health/live' })).status).toBe(200);
  });
});
