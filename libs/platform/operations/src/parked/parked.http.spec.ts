import { createEventCodec, event, topicOf, type BusRecord, type DomainEvent, type ProjectedDocument, type ProjectedEvent } from '@firebreak/event-sourcing';
import { countingIds, fixedClock, memoryEventBus, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { createHttpApp } from '@firebreak/http';
import { IdentityModule, LocalTokens, newSigningKey, Sessions, type Role } from '@firebreak/identity';
import { Runtime, RuntimeModule } from '@firebreak/runtime';
import { createLogger } from '@firebreak/telemetry';
import { Module } from '@nestjs/common';
import { ParkedController } from './parked.controller';

type Lit = DomainEvent<'Lit', { readonly watts: number }>;
const codec = createEventCodec<Lit>({ Lit: { personal: [] } });
const poison = 13;

interface Lamp extends ProjectedDocument {
  readonly watts: number;
}

const lamps = (name: string) => ({
  name,
  categories: ['light'],
  collection: { name: `${name}_v1`, indexes: [] },
  evolve: (doc: Lamp | null, { data }: ProjectedEvent): Lamp => {
    if (data['watts'] === poison) throw new TypeError('no such bulb');
    return { rev: -1, watts: (doc?.watts ?? 0) + (data['watts'] as number) };
  },
});

@Module({})
class Root {}

/** Two of these share a store: another replica, or the same one built anew. */
const open = async (store = memoryEventStore()) => {
  const clock = fixedClock();
  const [bus, readStore, ids] = [memoryEventBus(), memoryReadStore(), countingIds()];
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [newSigningKey()], clock, ids });
  const imports = [RuntimeModule.forPorts({ store, bus, readStore, clock, ids }), IdentityModule.with({ tokens, sessions: new Sessions({ clock }) })];
  const app = await createHttpApp({ module: Root, imports, controllers: [ParkedController] }, { secrets: { macKey: Buffer.alloc(32, 7) }, logger: createLogger({ level: 'silent' }), commandRate: null, docs: false });
  const runtime = app.get(Runtime);
  runtime.projectFromStore({ name: 'lights', codecs: { light: codec }, categories: ['light'], projections: [lamps('lamps')] });
  runtime.projectFromBus({ group: 'foreign', categories: ['light'], decode: () => { throw new TypeError('nothing of ours'); }, projections: [lamps('bus_lamps')] });
  await runtime.start();
  const collection = await readStore.collection<Lamp>({ name: 'lamps_v1', indexes: [] });
  let keys = 0;
  const as = (role: Role, tenant = 'default') => async (method: 'GET' | 'POST', url: string, body?: object, headers: Record<string, string> = {}) => {
    const { token } = await tokens.issue({ sub: `u-${role}`, tenant, roles: [role], ttlSeconds: 3_600 });
    const json = body === undefined ? {} : { payload: JSON.stringify(body) };
    const answer = await app.inject({ method, url, headers: { authorization: `Bearer ${token}`, 'idempotency-key': `key-${(keys += 1)}`, ...(body ? { 'content-type': 'application/json' } : {}), ...headers }, ...json });
    return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: answer.json() as Record<string, unknown> & { items: Record<string, unknown>[]; code?: string } };
  };
  const light = async (tenant: string, id: string, ...watts: readonly number[]): Promise<string> => {
    const stream = `light-${tenant}.${id}`;
    const meta = { tenant, actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now: clock.now(), idempotency: null } as const;
    const base = { stream, revision: -1, lastHash: null, lastRecordedAt: null };
    await store.append(stream, -1, codec.prepare(base, meta, watts.map((each) => event('Lit', { watts: each }))));
    await runtime.whenCaughtUp();
    return stream;
  };
  const stop = async (): Promise<void> => {
    await runtime.drain();
    await app.close();
  };
  return { store, runtime, administrator: as('administrator'), as, light, stop, doc: (stream: string) => collection.get(stream) };
};

let world: Awaited<ReturnType<typeof open>>;
beforeEach(async () => void (world = await open()));
afterEach(() => world.stop());

const reason = 'a bulb of 1890';
const skipUrl = (stream: string, projection = 'lamps'): string => `/v1/admin/parked/${projection}/${stream}/skip`;

describe('skipping', () => {
  it('goes past the event, and the rest of the stream is applied', async () => {
    const stream = await world.light('default', 'a', 40, poison, 60);
    expect(await world.doc(stream)).toMatchObject({ rev: 0, watts: 40 });
    const answer = await world.administrator('POST', skipUrl(stream), { revision: 1, reason });
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ outcome: 'appended', revision: 0, parked: false })]);
    expect(answer.headers['etag']).toBe('"0"');
    expect(await world.doc(stream)).toMatchObject({ rev: 2, watts: 100 });
    expect((await world.administrator('GET', '/v1/admin/parked')).body).toEqual({ items: [], nextCursor: null, counts: {} });
  });

  it('is an event with who, when and why, and shown for ever', async () => {
    const stream = await world.light('default', 'a', 40, poison);
    const { headers } = await world.administrator('POST', skipUrl(stream), { revision: 1, reason });
    const stored = world.store.all().at(-1)!;
    expect([stored.stream, stored.type, JSON.parse(stored.data)]).toEqual([
      expect.stringMatching(/^operations-default\./), 'ParkedSkipped', { projection: 'lamps', stream, revision: 1, reason, parkedFor: 'poison', error: 'TypeError: no such bulb' },
    ]);
    const { body } = await world.as('auditor')('GET', '/v1/admin/skipped', undefined, { 'firebreak-consistency': headers['firebreak-consistency']! });
    const at = fixedClock().now();
    expect(body.items).toEqual([{ projection: 'lamps', stream, revisions: [{ revision: 1, reason, parkedFor: 'poison', error: 'TypeError: no such bulb', by: 'u-administrator', at }] }]);
  });

  it('holds for whoever builds the read model anew', async () => {
    const stream = await world.light('default', 'a', 40, poison, 60, poison, 100);
    for (const revision of [1, 3]) await world.administrator('POST', skipUrl(stream), { revision, reason });
    const again = await open(world.store);
    await again.runtime.whenCaughtUp();
    expect(await again.doc(stream)).toEqual(await world.doc(stream));
    expect([(await again.doc(stream))?.watts, await again.runtime.parking.count()]).toEqual([200, 0]);
    await again.stop();
  });

  it('again is quiet, with the same key a replay, and for another reason refused', async () => {
    const stream = await world.light('default', 'a', poison, poison);
    const key = { 'idempotency-key': 'once' };
    const outcomes = [];
    for (const headers of [key, key, {}]) outcomes.push((await world.administrator('POST', skipUrl(stream), { revision: 0, reason }, headers)).body['outcome']);
    expect(outcomes).toEqual(['appended', 'replayed', 'quiet']);
    const other = await world.administrator('POST', skipUrl(stream), { revision: 0, reason: 'no idea' });
    expect([other.status, other.body.code]).toEqual([409, 'already-skipped']);
  });

  it('needs to have seen what it is about', async () => {
    const stream = await world.light('default', 'a', 40, poison, poison);
    const before = world.store.all().length;
    const answers = [
      await world.administrator('POST', skipUrl(stream), { revision: 2, reason }),
      await world.administrator('POST', skipUrl(stream), { revision: 1 }),
      await world.administrator('POST', skipUrl(stream), { reason }),
      await world.administrator('POST', skipUrl(stream), { revision: 1, reason: ' ' }),
      await world.administrator('POST', skipUrl(stream), { revision: 1, reason: 'x'.repeat(2_001) }),
      await world.administrator('POST', skipUrl('light-default.b'), { revision: 0, reason }),
      await world.administrator('POST', skipUrl(stream, 'nope'), { revision: 1, reason }),
      await world.as('auditor')('POST', skipUrl(stream), { revision: 1, reason }),
      await world.as('administrator', 'other')('POST', skipUrl(stream), { revision: 1, reason }),
    ];
    expect(answers.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
      '409 not-parked-there', '422 invalid-input', '422 invalid-input', '422 invalid-input', '422 invalid-input', '404 not-found', '404 not-found', '403 forbidden-role', '404 not-found',
    ]);
    expect(world.store.all()).toHaveLength(before);
  });

  it('is finished by the same request where it stopped half way', async () => {
    const stream = await world.light('default', 'a', 40, poison, 60);
    const retry = jest.spyOn(world.runtime.projector('lamps'), 'retry').mockRejectedValueOnce(new Error('gone'));
    expect((await world.administrator('POST', skipUrl(stream), { revision: 1, reason })).status).toBe(500);
    expect(await world.runtime.parking.isParked('lamps', stream)).toBe(true);
    retry.mockRestore();
    expect((await world.administrator('POST', skipUrl(stream), { revision: 1, reason })).body).toMatchObject({ outcome: 'quiet', parked: false });
    expect(await world.doc(stream)).toMatchObject({ rev: 2 });
  });
});

describe('a record of the bus that belongs to no stream', () => {
  const topic = topicOf('light');
  const record: BusRecord = { topic, partition: 0, key: 'light-default.a', id: '', type: '', sequence: 0, position: '', storeId: '', hash: '', headers: {}, value: 'not ours' };
  const name = `${topic}:0:7`;
  const receive = () => world.runtime.handle('foreign', [{ ...record, offset: '0007' }]);

  it('is shown to the operating tenant alone, with place and bytes, until it has been seen', async () => {
    await receive();
    const { items } = (await world.administrator('GET', '/v1/admin/parked')).body;
    expect(items).toEqual([expect.objectContaining({ projection: 'bus_lamps', stream: name, revision: 7, reason: 'foreign', error: 'no-record-of-ours', raw: { base64: btoa('not ours'), size: 8 }, record: { topic, partition: 0, offset: '7' } })]);
    const stranger = world.as('administrator', 'other');
    expect((await stranger('GET', '/v1/admin/parked')).body).toEqual({ items: [], nextCursor: null, counts: {} });
    expect((await stranger('POST', skipUrl(name, 'bus_lamps'), { revision: 7, reason })).status).toBe(404);
    expect((await world.administrator('POST', `/v1/admin/parked/bus_lamps/${name}/retry`)).body).toEqual({ parked: true });
    expect((await world.administrator('POST', skipUrl(name, 'bus_lamps'), { revision: 7, reason })).body).toMatchObject({ outcome: 'appended', parked: false });
    await receive();
    expect((await world.administrator('GET', '/v1/admin/parked')).body.items).toEqual([]);
  });
});

describe('the list', () => {
  it('is told page by page, with counts by read model, to each tenant its own', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await world.light('default', id, poison);
    await world.light('north', 'f', poison);
    const seen: unknown[] = [];
    let url = '/v1/admin/parked?limit=2';
    for (let pages = 0; pages < 3; pages += 1) {
      const { body } = await world.administrator('GET', url);
      seen.push(...body.items.map(({ stream }) => stream));
      expect(body['counts']).toEqual({ lamps: 5 });
      url = `/v1/admin/parked?limit=2&cursor=${String(body['nextCursor'])}`;
      if (pages === 2) expect(body['nextCursor']).toBeNull();
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'].map((id) => `light-default.${id}`));
    expect((await world.administrator('GET', '/v1/admin/parked?projection=bus_lamps')).body.items).toEqual([]);
    expect((await world.as('administrator', 'north')('GET', '/v1/admin/parked')).body.items).toHaveLength(1);
  });

  it('takes cursors of the own tenant only', async () => {
    for (const id of ['a', 'b']) await world.light('default', id, poison);
    const { body } = await world.administrator('GET', '/v1/admin/parked?limit=1');
    const answer = await world.as('administrator', 'north')('GET', `/v1/admin/parked?cursor=${String(body['nextCursor'])}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-cursor']);
  });
});
