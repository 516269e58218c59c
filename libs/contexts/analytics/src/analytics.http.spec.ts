import { encodeContract } from '@firebreak/contracts';
import { plusMillis, topicOf } from '@firebreak/event-sourcing';
import { countingIds, fixedClock, memoryEventBus, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { createHttpApp, errorTable, Seals } from '@firebreak/http';
import { IdentityModule, LocalTokens, newSigningKey, Sessions, type Role } from '@firebreak/identity';
import { Runtime, RuntimeModule } from '@firebreak/runtime';
import { createLogger } from '@firebreak/telemetry';
import { connectBus } from '@firebreak/transport';
import { Module } from '@nestjs/common';
import { AnalyticsModule } from './analytics.module';
import * as given from './testing/incident-contracts';
import { eventsOf, type Step } from './testing/incident-contracts';

@Module({})
class Root {}

const now = '2026-03-10T08:00:00.000Z';

const open = async () => {
  const clock = fixedClock(now);
  const [store, bus, readStore, ids] = [memoryEventStore(), memoryEventBus(), memoryReadStore(), countingIds()];
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [newSigningKey()], clock, ids });
  const imports = [RuntimeModule.forPorts({ store, bus, readStore, clock, ids }), IdentityModule.with({ tokens, sessions: new Sessions({ clock }) }), AnalyticsModule];
  const app = await createHttpApp({ module: Root, imports }, { secrets: { macKey: Buffer.alloc(32, 7) }, logger: createLogger({ level: 'silent' }), commandRate: null });
  await app.get(Runtime).start();
  await connectBus(app, { bus, onError: () => undefined });
  const token = async (role: Role, tenant: string): Promise<string> => (await tokens.issue({ sub: `u-${role}`, tenant, roles: [role], ttlSeconds: 3600 })).token;
  return { app, bus, token };
};

type Opened = Awaited<ReturnType<typeof open>>;
type Body = Record<string, unknown>;

let opened: Opened;
let keys = 0;
let positions = 0;

beforeEach(async () => {
  opened = await open();
});
afterEach(async () => {
  await opened.app.get(Runtime).drain();
  await opened.app.close();
});

interface Asked {
  readonly role?: Role;
  readonly tenant?: string;
  readonly headers?: Record<string, string>;
}

const ask = async (method: 'GET' | 'POST', url: string, { role = 'incident-manager', tenant = 'default', headers = {} }: Asked, body?: object) => {
  const authorization = `Bearer ${await opened.token(role, tenant)}`;
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
  const answer = await opened.app.inject({ method, url, headers: { authorization, 'idempotency-key': `key-${(keys += 1)}`, ...json, ...headers }, ...payload });
  return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: (answer.body === '' ? {} : answer.json()) as Body };
};
const get = (url: string, asked: Asked = {}) => ask('GET', url, asked);

const publish = async (stream: string, ...steps: readonly Step[]): Promise<void> => {
  const records = eventsOf(stream, steps).map((event) => {
    const { tenant, actor, origin, occurredAt, recordedAt } = event;
    const contract = encodeContract({ ...event, metadata: { tenant, actor, origin, occurredAt, recordedAt, correlationId: 'c', causationId: null } }, 'IncidentActivityRecorded');
    const position = String((positions += 1)).padStart(16, '0');
    return { ...contract, topic: topicOf('incident'), partition: 0, key: stream, id: event.id, sequence: event.revision, position, storeId: 'memory', hash: event.hash };
  });
  await opened.bus.publish(records);
};
const settled = (): Promise<void> => opened.app.get(Runtime).whenCaughtUp();
const consistency = (stream: string, revision: number): Asked => ({ headers: { 'firebreak-consistency': opened.app.get(Seals).sealConsistency(stream, revision) } });

const id = (index: number): string => `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
const streamOf = (index: number, tenant = 'default'): string => `incident-${tenant}.${id(index)}`;
const at = '2026-03-02T08:00:00.000Z';
const resolvedAfter = (minutes: number, data: Body = {}): readonly Step[] => [given.logged(at, data), given.resolved(plusMillis(at, minutes * 60_000))];
const week = 'from=2026-03-01&to=2026-03-08';

describe('GET /v1/insights/{metric}', () => {
  it('answers with figures by bucket and group, and with all that says what they are', async () => {
    await publish(streamOf(1), ...resolvedAfter(10, { service: 'mail' }));
    await publish(streamOf(2), ...resolvedAfter(30, { service: 'vpn' }));
    await settled();
    const { status, body } = await get(`/v1/insights/time-to-restore?${week}&by=service&bucket=week&zone=Europe/Zurich`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      metric: 'time-to-restore',
      definition: { id: '1', version: 1 },
      zone: 'Europe/Zurich',
      relativeError: 0.01,
      freshness: { lagEvents: 0, lagMs: 0, pending: false },
      total: { figures: { n: 2, sumMs: 2_400_000, meanMs: 1_200_000 }, groups: [{ value: 'mail', figures: { n: 1 } }, { value: 'vpn', figures: { n: 1 } }] },
    });
    expect((body['buckets'] as Body[]).map(({ from, figures }) => [from, (figures as Body)['n']])).toEqual([
      ['2026-02-28T23:00:00.000Z', 0],
      ['2026-03-01T23:00:00.000Z', 2],
    ]);
  });

  it('narrows by q, says how it was understood, and is exact then', async () => {
    await publish(streamOf(1), ...resolvedAfter(10, { service: 'mail' }));
    await publish(streamOf(2), ...resolvedAfter(30));
    await settled();
    const { body } = await get(`/v1/insights/time-to-restore?${week}&q=service:mail%20is:resolved`);
    expect(body).toMatchObject({ q: 'service:mail is:resolved', exact: true, relativeError: 0, total: { figures: { n: 1, p50: 600_000 } } });
    expect((await get(`/v1/insights/frequency?${week}&q=colour:red`)).body['diagnostics']).toMatchObject([{ code: 'unknown-field' }]);
  });

  it('waits for what the reader wrote, and says so when that takes too long', async () => {
    await publish(streamOf(1), ...resolvedAfter(10));
    const { status, body } = await get(`/v1/insights/time-to-resolve?${week}`, consistency(streamOf(1), 1));
    expect({ status, total: body['total'] }).toMatchObject({ status: 200, total: { figures: { n: 1 } } });
    expect(await get(`/v1/insights/time-to-resolve?${week}`, consistency(streamOf(1), 2))).toMatchObject({ status: 503, body: { code: 'position-not-reached' } });
  });

  it('knows nothing of another tenant', async () => {
    await publish(streamOf(1, 'acme'), ...resolvedAfter(10));
    await settled();
    expect((await get(`/v1/insights/frequency?${week}`)).body).toMatchObject({ total: { figures: { n: 0 } } });
    expect((await get(`/v1/insights/frequency?${week}`, { tenant: 'acme' })).body).toMatchObject({ total: { figures: { n: 1 } } });
  });

  it.each([
    ['mttr', '', errorTable['unknown-metric']!.status, 'unknown-metric'],
    ['backlog', 'definition=7', 422, 'unknown-definition'],
    ['backlog', 'bucket=fortnight', 422, 'unknown-bucket'],
    ['backlog', 'by=colour', 422, 'unknown-dimension'],
    ['backlog', 'zone=Mars/Phobos', 422, 'invalid-zone'],
    ['backlog', 'from=2026-03-02&to=2026-03-01', 422, 'invalid-range'],
    ['backlog', 'from=1900-03-02&to=2026-03-01', 422, 'range-too-long'],
    ['backlog', 'colour=red', 400, 'unknown-parameter'],
  ])('%s?%s is answered with %i %s', async (metric, query, status, code) => {
    expect(await get(`/v1/insights/${metric}?${query}`)).toMatchObject({ status, body: { code } });
  });

  it('is not for callers', async () => {
    expect(await get(`/v1/insights/frequency?${week}`, { role: 'caller' })).toMatchObject({ status: 403 });
  });
});

describe('GET /v1/insights/{metric}/incidents', () => {
  it('lists as many as the figure counts, page by page, restricted ones without a name', async () => {
    for (const index of [1, 2, 3]) await publish(streamOf(index), ...resolvedAfter(10 * index, { number: `INC-${index}`, visibility: index === 2 ? 'restricted' : 'normal' }));
    await settled();
    const first = await get(`/v1/insights/time-to-restore/incidents?${week}&limit=2`, { role: 'resolver' });
    expect(first.body['items']).toMatchObject([
      { id: id(1), number: 'INC-1', valueMs: 600_000, restricted: false },
      { id: null, number: null, valueMs: 1_200_000, restricted: true },
    ]);
    const second = await get(`/v1/insights/time-to-restore/incidents?${week}&limit=2&cursor=${first.body['nextCursor'] as string}`, { role: 'resolver' });
    expect(second.body).toMatchObject({ items: [{ number: 'INC-3' }], nextCursor: null });
    const other = await get(`/v1/insights/time-to-resolve/incidents?${week}&cursor=${first.body['nextCursor'] as string}`);
    expect(other).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
  });

  it('lists one value of the dimension, and the ones without', async () => {
    await publish(streamOf(1), ...resolvedAfter(10, { service: 'mail' }));
    await publish(streamOf(2), ...resolvedAfter(10, { number: 'INC-2' }));
    await settled();
    const list = async (value: string) => ((await get(`/v1/insights/frequency/incidents?${week}&by=service&value=${value}`)).body['items'] as Body[]).map(({ group }) => group);
    expect([await list('mail'), await list('')]).toEqual([['mail'], [null]]);
    expect(await get(`/v1/insights/frequency/incidents?${week}&part=stock`)).toMatchObject({ status: 422, body: { code: 'unknown-part' } });
  });
});

describe('GET /v1/insights', () => {
  it('names every metric with its definitions and what policy goes by', async () => {
    const policy = { zones: ['Asia/Kathmandu'], defaults: { 'time-to-resolve': 'total@1' }, reason: 'the mountains' };
    const published = await ask('POST', '/v1/policies/reporting/publish', { role: 'administrator' }, policy);
    expect(published.status).toBe(200);
    const { body } = await get('/v1/insights', { headers: { 'firebreak-consistency': published.headers['firebreak-consistency']! } });
    expect(body).toMatchObject({ policyVersion: 1, reportingZones: ['UTC', 'Asia/Kathmandu'] });
    expect((body['items'] as Body[]).map((item) => [item['metric'], item['default']])).toContainEqual(['time-to-resolve', 'total@1']);
  });

  it('is published by administrators only, and only with zones that exist', async () => {
    const policy = { zones: ['Mars/Phobos'], defaults: {}, reason: 'the view' };
    expect(await ask('POST', '/v1/policies/reporting/publish', {}, policy)).toMatchObject({ status: 403 });
    expect(await ask('POST', '/v1/policies/reporting/publish', { role: 'administrator' }, policy)).toMatchObject({ status: 422, body: { code: 'invalid-zone' } });
  });
});

describe('GET /v1/exports/incidents', () => {
  it('gives a line for each incident, in the order of opening, restricted ones to those who may see them', async () => {
    for (const index of [2, 1]) await publish(streamOf(index), given.logged(plusMillis(at, index), { number: `INC-${index}`, visibility: index === 2 ? 'restricted' : 'normal' }));
    await settled();
    const { body } = await get('/v1/exports/incidents?limit=1');
    expect(body).toMatchObject({ items: [{ number: 'INC-1', status: 'New', reopenCount: 0, holdMs: 0, problem: null }] });
    expect(Object.keys((body['items'] as Body[])[0]!)).toEqual(body['columns']);
    expect((await get(`/v1/exports/incidents?cursor=${body['nextCursor'] as string}`)).body).toMatchObject({ items: [{ number: 'INC-2' }], nextCursor: null });
    expect((await get('/v1/exports/incidents', { role: 'service-desk' })).body['items']).toHaveLength(1);
    expect(await get('/v1/exports/incidents', { role: 'resolver' })).toMatchObject({ status: 403 });
  });
});
