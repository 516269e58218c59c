import { countingIds, fixedClock, memoryEventBus, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { createHttpApp } from '@firebreak/http';
import { everyRole, IdentityModule, LocalTokens, newSigningKey, probeMatrix, routeMatrix, Sessions, type Role } from '@firebreak/identity';
import { Runtime, RuntimeModule } from '@firebreak/runtime';
import { createLogger } from '@firebreak/telemetry';
import { Module } from '@nestjs/common';
import { CatalogModule } from './catalog.module';
import { catalogCodec } from './domain/catalog-codec';
import { ChangeGroupRequest } from './features/change-group/change-group.request';
import { ChangeServiceRequest } from './features/change-service/change-service.request';
import { RegisterGroupRequest } from './features/register-group/register-group.request';
import { sinceEver } from './features/register-imported/register-imported';
import { RegisterImportedRequest } from './features/register-imported/register-imported.request';
import { RegisterServiceRequest } from './features/register-service/register-service.request';
import { SetGroupMembersRequest } from './features/set-group-members/set-group-members.request';
import { groupStream, serviceStream } from './index';

@Module({})
class Root {}

const open = async () => {
  const clock = fixedClock();
  const [store, bus, readStore, ids] = [memoryEventStore(), memoryEventBus(), memoryReadStore(), countingIds()];
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [newSigningKey()], clock, ids });
  const imports = [RuntimeModule.forPorts({ store, bus, readStore, clock, ids }), IdentityModule.with({ tokens, sessions: new Sessions({ clock }) }), CatalogModule];
  const app = await createHttpApp({ module: Root, imports }, { secrets: { macKey: Buffer.alloc(32, 7) }, logger: createLogger({ level: 'silent' }), commandRate: null });
  await app.get(Runtime).start();
  const token = async (role: Role, tenant: string): Promise<string> => (await tokens.issue({ sub: `u-${role}`, tenant, roles: [role], ttlSeconds: 3600 })).token;
  return { app, store, bus, token };
};

type Opened = Awaited<ReturnType<typeof open>>;
type Body = Record<string, unknown>;

interface Asked {
  readonly role?: Role;
  readonly tenant?: string;
  readonly headers?: Record<string, string>;
}

let opened: Opened;
let keys = 0;

beforeEach(async () => {
  opened = await open();
});
afterEach(async () => {
  await opened.app.get(Runtime).drain();
  await opened.app.close();
});

const ask = async (method: 'GET' | 'POST', url: string, { role = 'administrator', tenant = 'default', headers = {} }: Asked, body?: object) => {
  const authorization = `Bearer ${await opened.token(role, tenant)}`;
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
  const answer = await opened.app.inject({ method, url, headers: { authorization, 'idempotency-key': `key-${(keys += 1)}`, ...json, ...headers }, ...payload });
  return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: (answer.body === '' ? {} : answer.json()) as Body };
};
const post = (url: string, body?: object, asked: Asked = {}) => ask('POST', url, asked, body);
const get = (url: string, asked: Asked = {}) => ask('GET', url, asked);
const having = (answer: { headers: Record<string, string> }): Asked => ({ headers: { 'firebreak-consistency': answer.headers['firebreak-consistency']! } });
const matching = (etag: string): Asked => ({ headers: { 'if-match': etag } });

/** The body that the documentation of a request class shows. */
const exampleOf = (request: abstract new () => object): Body => {
  const prototype = request.prototype as object;
  const names = (Reflect.getMetadata('swagger/apiModelPropertiesArray', prototype) as string[]).map((name) => name.slice(1));
  return Object.fromEntries(names.map((name) => [name, (Reflect.getMetadata('swagger/apiModelProperties', prototype, name) as { example: unknown }).example]));
};

const payments = '/v1/services/payments-api';
const network = '/v1/groups/Group%2056';
const registerBoth = async () => ({
  service: await post('/v1/services', exampleOf(RegisterServiceRequest)),
  group: await post('/v1/groups', exampleOf(RegisterGroupRequest)),
});

describe('a service over HTTP', () => {
  it('is registered, found under Location and under its key, changed and retired', async () => {
    const registered = await post('/v1/services', exampleOf(RegisterServiceRequest), { role: 'service-owner' });
    expect(registered).toMatchObject({ status: 201, headers: { etag: '"0"', location: `/v1/services/${String(registered.body['id'])}` }, body: { outcome: 'appended' } });
    const known = { id: registered.body['id'], key: 'payments-api', name: 'Payments API', tier: 1, affectedUsers: 1200, retired: false, revision: 0 };
    expect(await get(registered.headers['location']!, having(registered))).toMatchObject({ status: 200, headers: { etag: '"0"' }, body: known });
    const changed = await post(`${payments}/change`, exampleOf(ChangeServiceRequest), matching('"0"'));
    expect(await get(payments, having(changed))).toMatchObject({ headers: { etag: '"1"' }, body: { ...known, tier: 2, affectedUsers: 1500, revision: 1 } });
    const retired = await post(`${payments}/retire`, undefined, { role: 'service-owner' });
    expect((await get(payments, having(retired))).body).toMatchObject({ tier: 2, retired: true, revision: 2 });
    expect(await post(`${payments}/retire`)).toMatchObject({ status: 200, body: { outcome: 'quiet', revision: 2 } });
    expect(await post(`${payments}/change`, { tier: 3 }, matching('"2"'))).toMatchObject({ status: 409, body: { code: 'invalid-transition', current: 'Retired' } });
  });

  it('takes its key for its name and knows nothing else of it unless told', async () => {
    const registered = await post('/v1/services', { key: 'Überweisung/EU 1' });
    const { body } = await get('/v1/services/%C3%9Cberweisung%2FEU%201', having(registered));
    expect(body).toMatchObject({ key: 'Überweisung/EU 1', name: 'Überweisung/EU 1', tier: null, affectedUsers: null });
  });

  it('is found under its id alone when its key has the form of one', async () => {
    const key = '6f3c1a52-53a4-4f0e-9d53-0c2a8f6b1e01';
    const registered = await post('/v1/services', { key });
    expect(await get(registered.headers['location']!, having(registered))).toMatchObject({ status: 200, body: { key } });
    expect(await get(`/v1/services/${key}`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('answers 304 to whoever has it as it is', async () => {
    const { service } = await registerBoth();
    const { headers } = having(service);
    expect(await get(payments, { headers: { ...headers, 'if-none-match': '"0"' } })).toMatchObject({ status: 304, body: {} });
  });

  it('exists for its own tenant only', async () => {
    await registerBoth();
    const elsewhere = { tenant: 'elsewhere' };
    expect(await get(payments, elsewhere)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await post(`${payments}/retire`, undefined, elsewhere)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect((await get('/v1/services', elsewhere)).body['items']).toEqual([]);
  });
});

describe('a group over HTTP', () => {
  it('is registered, renamed, given other members and retired', async () => {
    const { group } = await registerBoth();
    expect(group).toMatchObject({ status: 201, headers: { etag: '"0"' } });
    await post(`${network}/change`, exampleOf(ChangeGroupRequest), matching('"0"'));
    await post(`${network}/set-members`, { members: ['u-3', 'ann@example.org', 'u-3'] }, matching('"1"'));
    const retired = await post(`${network}/retire`);
    expect(await get(network, having(retired))).toMatchObject({
      headers: { etag: '"3"' },
      body: { key: 'Group 56', name: 'Network and telephony', members: ['ann@example.org', 'u-3'], retired: true, revision: 3 },
    });
  });

  it('comes back when it is registered again, without a new Location', async () => {
    await registerBoth();
    await post(`${network}/retire`);
    const again = await post('/v1/groups', { ...exampleOf(RegisterGroupRequest), ...exampleOf(SetGroupMembersRequest) });
    expect(again).toMatchObject({ status: 200, body: { revision: 2, outcome: 'appended' } });
    expect(again.headers['location']).toBeUndefined();
  });
});

describe('what is refused', () => {
  it('another description of an entry that is there', async () => {
    await registerBoth();
    expect(await post('/v1/services', { key: 'payments-api' })).toMatchObject({ status: 409, body: { code: 'invalid-transition', current: 'Active' } });
    expect(await post('/v1/groups', { key: 'Group 56', members: [] })).toMatchObject({ status: 409, body: { code: 'invalid-transition', current: 'Active' } });
    expect(await post('/v1/services', exampleOf(RegisterServiceRequest))).toMatchObject({ status: 200, body: { outcome: 'quiet' } });
  });

  it.each([
    ['/v1/services', exampleOf(RegisterServiceRequest)],
    [`${payments}/change`, { tier: 4 }],
    [`${payments}/retire`, undefined],
    ['/v1/groups', exampleOf(RegisterGroupRequest)],
    [`${network}/change`, { name: 'Net' }],
    [`${network}/set-members`, { members: [] }],
    [`${network}/retire`, undefined],
  ])('POST %s on a revision that has passed', async (url, body) => {
    await registerBoth();
    expect(await post(url, body, matching('"7"'))).toMatchObject({ status: 412, body: { code: 'revision-mismatch', current: 0 } });
  });

  it.each([`${payments}/change`, `${network}/change`, `${network}/set-members`])('POST %s without If-Match', async (url) => {
    const body = url.endsWith('members') ? { members: [] } : { name: 'Net' };
    expect(await post(url, body)).toMatchObject({ status: 428, body: { code: 'precondition-required' } });
  });

  it.each([
    ['/v1/services', '/key', 'blank', { key: '' }],
    ['/v1/services', '/key', 'too-long', { key: 'x'.repeat(101) }],
    ['/v1/services', '/key', 'forbidden-character', { key: '\u202eipa' }],
    ['/v1/services', '/name', 'blank', { key: 'a', name: ' ' }],
    ['/v1/services', '/tier', 'unknown-value', { key: 'a', tier: 5 }],
    ['/v1/services', '/tier', 'unknown-value', { key: 'a', tier: '1' }],
    ['/v1/services', '/affectedUsers', 'out-of-range', { key: 'a', affectedUsers: -1 }],
    ['/v1/services', '/affectedUsers', 'not-an-integer', { key: 'a', affectedUsers: 1.5 }],
    ['/v1/services', '/retired', 'unknown-property', { key: 'a', retired: true }],
    ['/v1/groups', '/members', 'required', { key: 'a' }],
    ['/v1/groups', '/members', 'invalid-id', { key: 'a', members: ['system:timer'] }],
    ['/v1/groups', '/members', 'invalid-id', { key: 'a', members: ['Ann Smith'] }],
    ['/v1/groups', '/members', 'too-many', { key: 'a', members: new Array(1001).fill('u-1') }],
    ['/v1/catalog/imported', '/services', 'blank', { source: 'helpdesk', services: ['ok', ''], groups: [] }],
    ['/v1/catalog/imported', '/groups', 'too-many', { source: 'helpdesk', services: [], groups: new Array(1001).fill('g') }],
    [`${payments}/change`, '/name', 'not-a-string', { name: null }],
  ])('POST %s with %s %s', async (url, pointer, code, body) => {
    expect(await post(url, body, matching('"0"'))).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } });
    expect(await opened.store.readAll({ after: null, limit: 10 })).toEqual([]);
  });

  it.each(['%20', '%00', 'x'.repeat(101), '%E2%80%AEapi'])('the key %s in a path', async (key) => {
    expect(await get(`/v1/services/${key}`)).toMatchObject({ status: 400, body: { code: 'invalid-id' } });
    expect(await post(`/v1/groups/${key}/retire`)).toMatchObject({ status: 400, body: { code: 'invalid-id' } });
  });

  it('an unknown entry, by every command', async () => {
    expect(await post(`${payments}/change`, { tier: 1 }, matching('*'))).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await post(`${network}/retire`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await get('/v1/groups/00000000-0000-4000-8000-000000000000')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('whoever has none of the roles of the route', async () => {
    const rows = routeMatrix(opened.app).filter(({ path }) => /^\/v1\/(services|groups|catalog)/.test(path));
    expect(rows.map(({ method, path, roles }) => `${method} ${path} ${roles.length === everyRole.length ? 'everybody' : String(roles)}`)).toEqual([
      'POST /v1/catalog/imported administrator,incident-manager,service',
      'GET /v1/groups everybody',
      'POST /v1/groups administrator',
      'GET /v1/groups/:key everybody',
      'POST /v1/groups/:key/change administrator',
      'POST /v1/groups/:key/retire administrator',
      'POST /v1/groups/:key/set-members administrator',
      'GET /v1/services everybody',
      'POST /v1/services administrator,service-owner',
      'GET /v1/services/:key everybody',
      'POST /v1/services/:key/change administrator,service-owner',
      'POST /v1/services/:key/retire administrator,service-owner',
    ]);
    const tokens = new Map(await Promise.all(everyRole.map(async (role) => [role, await opened.token(role, 'default')] as const)));
    const send = async ({ method, url, headers }: { method: string; url: string; headers: Readonly<Record<string, string>> }) => {
      const answer = await opened.app.inject({ method: method as 'GET', url, headers });
      return { status: answer.statusCode, code: answer.statusCode < 400 ? null : (answer.json() as { code: string }).code };
    };
    expect(await probeMatrix(rows, { send, tokenFor: (role) => tokens.get(role)! })).toEqual([]);
  });
});

describe('a repeated command', () => {
  it('is answered as the first time, and refused when its key belongs to another', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await post('/v1/services', exampleOf(RegisterServiceRequest), { headers });
    const again = await post('/v1/services', exampleOf(RegisterServiceRequest), { headers });
    expect(again).toMatchObject({ status: 201, headers: { location: first.headers['location'], 'idempotency-replayed': 'true' }, body: { outcome: 'replayed', revision: 0 } });
    expect(await post('/v1/services', { ...exampleOf(RegisterServiceRequest), tier: 3 }, { headers })).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } });
  });
});

describe('the lists', () => {
  it('are in order of the keys, page by page, and searched by whole words', async () => {
    for (const key of ['billing', 'Auth', 'payments-web', 'payments-api']) await post('/v1/services', { key });
    const last = await post('/v1/services', { key: 'zeta', name: 'The payments ledger' });
    const first = await get('/v1/services?limit=2', having(last));
    const keysOf = ({ body }: { body: Body }) => (body['items'] as { key: string }[]).map(({ key }) => key);
    expect(keysOf(first)).toEqual(['Auth', 'billing']);
    const cursor = encodeURIComponent(first.body['nextCursor'] as string);
    const second = await get(`/v1/services?limit=2&cursor=${cursor}`);
    expect(keysOf(second)).toEqual(['payments-api', 'payments-web']);
    const third = await get(`/v1/services?limit=2&cursor=${encodeURIComponent(second.body['nextCursor'] as string)}`);
    expect([keysOf(third), third.body['nextCursor']]).toEqual([['zeta'], null]);
    expect(keysOf(await get('/v1/services?text=PAYMENTS'))).toEqual(['payments-api', 'payments-web', 'zeta']);
    expect((await get('/v1/groups')).body).toEqual({ items: [], nextCursor: null });
    for (const url of [`/v1/groups?cursor=${cursor}`, `/v1/services?text=a&cursor=${cursor}`, '/v1/services?cursor=x', '/v1/services?limit=0', '/v1/services?q=a']) {
      expect((await get(url)).status).toBe(400);
    }
  });
});

describe('the documentation', () => {
  it('names the key of every path and shows the members of every answer', async () => {
    const { paths, components } = (await get('/docs-json')).body as { paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>; components: { schemas: Body } };
    const keyed = Object.entries(paths).filter(([path]) => path.includes('{key}')).flatMap(([, methods]) => Object.values(methods));
    expect(keyed.length).toBe(7);
    expect(keyed.map(({ parameters }) => parameters?.some((each) => each.name === 'key' && each.in === 'path'))).toEqual(keyed.map(() => true));
    expect(Object.keys((components.schemas['ServiceView'] as { properties: Body }).properties).sort()).toEqual(['affectedUsers', 'id', 'key', 'name', 'retired', 'revision', 'tier']);
  });
});

describe('what an import names', () => {
  it('is registered once, told apart from what was known, and published', async () => {
    await registerBoth();
    const service = { role: 'service' } as const;
    const page = { ...exampleOf(RegisterImportedRequest), groups: ['Group 56', 'Group 70', 'Group 70'] };
    const answer = await post('/v1/catalog/imported', page, service);
    expect(answer).toMatchObject({ status: 200, body: { services: { registered: 1, known: 1 }, groups: { registered: 1, known: 1 } } });
    const consistency = (answer.body['consistency'] as string[]).join(', ');
    expect((await get('/v1/groups/Group%2070', { headers: { 'firebreak-consistency': consistency } })).body).toMatchObject({ name: 'Group 70', members: [] });
    const repeated = await post('/v1/catalog/imported', page, service);
    expect(repeated.body).toEqual({ services: { registered: 0, known: 2 }, groups: { registered: 0, known: 2 }, consistency: [] });
    await Promise.all([1, 2, 3].map(() => post('/v1/catalog/imported', { source: 'helpdesk', services: ['WBS 1', 'WBS 2'], groups: [] }, service)));
    expect((await opened.store.readStream(serviceStream('default', 'WBS 1'))).length).toBe(1);
    const [stored, ...others] = await opened.store.readStream(serviceStream('default', 'WBS000072'));
    expect(others).toEqual([]);
    expect(catalogCodec.decode(stored!)).toMatchObject({
      type: 'ServiceRegistered',
      data: { service: 'WBS000072', name: 'WBS000072', tier: null, affectedUsers: null, retired: false },
      metadata: { origin: 'imported', actor: 'u-service', occurredAt: sinceEver, provenance: { source: 'helpdesk', caseId: 'WBS000072' } },
    });
    await opened.app.get(Runtime).whenCaughtUp();
    const published = await opened.bus.readKey('firebreak.catalog.v1', groupStream('default', 'Group 70'), 0);
    expect(published.map(({ type, sequence }) => `${type} ${sequence}`)).toEqual(['firebreak.GroupChanged.v1 0']);
  });
});
