import { createEventCodec, event, type DomainEvent, type ProjectedDocument, type ProjectedEvent } from '@firebreak/event-sourcing';
import { countingIds, fixedClock, memoryEventBus, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { createHttpApp } from '@firebreak/http';
import { IdentityModule, LocalTokens, newSigningKey, Sessions, type Role } from '@firebreak/identity';
import { Runtime, RuntimeModule } from '@firebreak/runtime';
import { createLogger } from '@firebreak/telemetry';
import { Module } from '@nestjs/common';
import { ProjectionsController } from './projections.controller';

type Lit = DomainEvent<'Lit', { readonly watts: number }>;
const codec = createEventCodec<Lit>({ Lit: { personal: [] } });

interface Lamp extends ProjectedDocument {
  readonly watts: number;
}

const lamps = {
  name: 'lamps',
  categories: ['light'],
  collection: { name: 'lamps_v1', indexes: [] },
  evolve: (doc: Lamp | null, { data, revision }: ProjectedEvent): Lamp => ({ rev: revision, watts: (doc?.watts ?? 0) + (data['watts'] as number) }),
};

@Module({})
class Root {}

const open = async () => {
  const clock = fixedClock();
  const [store, bus, readStore, ids] = [memoryEventStore(), memoryEventBus(), memoryReadStore(), countingIds()];
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [newSigningKey()], clock, ids });
  const timings = { lookEveryMs: 2, lookAgainMs: 10, announceMs: 10, graceMs: 5 };
  const imports = [RuntimeModule.forPorts({ store, bus, readStore, clock, ids, timings }), IdentityModule.with({ tokens, sessions: new Sessions({ clock }) })];
  const app = await createHttpApp({ module: Root, imports, controllers: [ProjectionsController] }, { secrets: { macKey: Buffer.alloc(32, 7) }, logger: createLogger({ level: 'silent' }), commandRate: null, docs: false });
  const runtime = app.get(Runtime);
  runtime.projectFromStore({ name: 'lights', codecs: { light: codec }, categories: ['light'], projections: [lamps] });
  await runtime.start();
  let keys = 0;
  const as = (role: Role, tenant = 'default') => async (method: 'GET' | 'POST', url: string, body?: object) => {
    const { token } = await tokens.issue({ sub: `u-${role}`, tenant, roles: [role], ttlSeconds: 3_600 });
    const json = body === undefined ? {} : { payload: JSON.stringify(body) };
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': `key-${(keys += 1)}`, ...(body ? { 'content-type': 'application/json' } : {}) };
    const answer = await app.inject({ method, url: `/v1/admin/projections${url}`, headers, ...json });
    return { status: answer.statusCode, retryAfter: answer.headers['retry-after'], body: answer.json() as Record<string, unknown> & { code?: string } };
  };
  for (const tenant of ['default', 'other']) {
    const stream = `light-${tenant}.a`;
    const meta = { tenant, actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now: clock.now(), idempotency: null } as const;
    await store.append(stream, -1, codec.prepare({ stream, revision: -1, lastHash: null, lastRecordedAt: null }, meta, [event('Lit', { watts: 40 }), event('Lit', { watts: 60 })]));
  }
  await runtime.whenCaughtUp();
  const stop = async (): Promise<void> => {
    await runtime.drain();
    await app.close();
  };
  const until = (holds: (status: Record<string, unknown>) => boolean): Promise<void> => runtime.waitUntil(async () => holds((await administrator('GET', '/lights')).body), 10_000);
  const administrator = as('administrator');
  const documents = (name = 'lamps_v1'): ReturnType<typeof readStore.collection<Lamp>> => readStore.collection<Lamp>({ name, indexes: [] });
  return { administrator, as, until, stop, documents, runtime };
};

let world: Awaited<ReturnType<typeof open>>;
beforeEach(async () => void (world = await open()));
afterEach(() => world.stop());

const live = (generation: number, phase = 'idle') => (status: Record<string, unknown>): boolean => (status['live'] as { generation: number }).generation === generation && status['phase'] === phase;

it('shows read models, their generations and what they have done', async () => {
  const { status, body } = await world.as('auditor')('GET', '');
  expect(status).toBe(200);
  expect(body).toMatchObject({ items: [{ name: 'lights', source: 'store', follows: ['light'], phase: 'idle', live: { generation: 1, lag: 0 }, building: null, previous: null, projections: [{ name: 'lamps', applied: 4, parked: 0 }] }] });
});

it('makes one again, goes back and gives up the newer one', async () => {
  const begun = await world.administrator('POST', '/lights/rebuild', {});
  expect([begun.status, begun.body]).toMatchObject([200, { phase: 'building', live: { generation: 1 }, building: { generation: 2 }, manual: false }]);
  expect((await world.administrator('POST', '/lights/rebuild', {})).status).toBe(200);
  await world.until(live(2));
  expect(await world.administrator('POST', '/lights/switch')).toMatchObject({ status: 200, body: { live: { generation: 2 }, previous: { generation: 1 } } });
  expect(await world.administrator('POST', '/lights/roll-back')).toMatchObject({ status: 200, body: { phase: 'rolling-back' } });
  await world.until(live(1));
  expect(await world.administrator('POST', '/lights/drop')).toMatchObject({ status: 200, body: { live: { generation: 1 }, previous: null } });
  expect(await world.administrator('POST', '/lights/drop')).toMatchObject({ status: 200 });
});

it('waits for the switch where it is asked to', async () => {
  await world.administrator('POST', '/lights/rebuild', { switch: 'manual' });
  await world.until(live(1, 'verified'));
  expect(await world.administrator('POST', '/lights/switch')).toMatchObject({ status: 200, body: { phase: 'switching' } });
  await world.until(live(2));
});

it('compares documents with their source, and names streams of the own tenant only', async () => {
  const whole = (await world.as('auditor')('GET', '/lights/audit')).body as { projections: { digest: object }[] };
  expect(whole).toMatchObject({ isComplete: true, isLive: true, generation: 1, pending: null, projections: [{ projection: 'lamps', streams: 2, documents: 2, differences: [], sample: { streams: 2, different: [] } }] });
  const documents = await world.documents();
  await documents.replace('light-other.a', { rev: 1 }, { rev: 0, watts: 40 });
  await documents.replace('light-default.a', { rev: 1 }, { rev: 1, watts: 99 });
  const { body } = await world.as('auditor')('GET', '/lights/audit?generation=1');
  expect(body).toMatchObject({ isComplete: false, projections: [{ counts: { behind: 1 }, differences: [], sample: { different: ['light-default.a'] } }] });
  expect((await world.as('auditor', 'other')('GET', '/lights/audit')).body).toMatchObject({ projections: [{ differences: [{ stream: 'light-other.a', difference: 'behind', document: 0, source: 1 }], sample: { different: [] } }] });
});

it('sends away who would wait for long, and tells them when they come again', async () => {
  jest.spyOn(world.runtime.rebuilds, 'auditWithin').mockResolvedValueOnce(null);
  expect(await world.as('auditor')('GET', '/lights/audit')).toEqual({ status: 202, retryAfter: '2', body: { name: 'lights', isUnderWay: true } });
  expect(await world.as('auditor')('GET', '/lights/audit')).toMatchObject({ status: 200, body: { isComplete: true } });
});

it.each([
  ['GET', '/nobody', undefined, 404, 'unknown-projection'],
  ['GET', '/nobody/audit', undefined, 404, 'unknown-projection'],
  ['GET', '/lights/audit?generation=7', undefined, 404, 'unknown-generation'],
  ['GET', '/lights/audit?generation=none', undefined, 400, 'invalid-parameter'],
  ['POST', '/lights/rebuild', { switch: 'never' }, 422, 'invalid-input'],
  ['POST', '/lights/switch', undefined, 409, 'nothing-to-switch-to'],
  ['POST', '/lights/roll-back', undefined, 409, 'nothing-to-roll-back-to'],
] as const)('refuses %s %s %p', async (method, url, body, status, code) => {
  expect(await world.administrator(method, url, body)).toMatchObject({ status, body: { code } });
});

it('does not switch to what is not verified, and not for another tenant', async () => {
  await (await world.documents('lamps_v1_g2')).insert('light-default.b', { rev: 0, watts: 1 });
  await world.administrator('POST', '/lights/rebuild', { switch: 'manual' });
  await world.until(({ refusal }) => refusal === 'streams-differ');
  expect(await world.administrator('POST', '/lights/switch')).toMatchObject({ status: 409, body: { code: 'not-verified' } });
  expect(await world.as('administrator', 'other')('POST', '/lights/rebuild', {})).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
  expect(await world.as('auditor')('POST', '/lights/rebuild', {})).toMatchObject({ status: 403 });
});
