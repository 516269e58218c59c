import { createEventCodec, event, type DomainEvent, type EventStore } from '@firebreak/event-sourcing';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import { isInProcess, leavingNoTrace, verdict } from '../testing/problems';
import { row } from '../testing/rows';
import { personOf } from '../testing/people';
import { logged, triaged, type Told } from '../testing/stories';
import { openWorld, type AnyTarget, type World } from '../testing/world';

type FromTheFuture = DomainEvent<'IncidentTeleported', { readonly to: string }>;

let world: World<AnyTarget>;
let poisoned: Told;

/** The event store itself, past everything that keeps it clean. */
const withStore = async (work: (store: EventStore) => Promise<unknown>): Promise<void> => {
  if (isInProcess(world.target)) return void (await work(world.target.standalone.store));
  const store = await openEventStoreDb({ url: process.env['FIREBREAK_STORE'] ?? '' });
  await work(store).finally(() => store.close());
};

beforeAll(async () => {
  world = await openWorld();
  poisoned = await logged(world);
  const stream = `incident-${world.tenant}.${poisoned.id}`;
  const recordedAt = world.target.now();
  const meta = { tenant: world.tenant, actor: { id: 'u-1', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now: recordedAt, idempotency: null } as const;
  const codec = createEventCodec<FromTheFuture>({ IncidentTeleported: { personal: [] } });
  await withStore(async (store) => {
    const last = (await store.readStream(stream)).at(-1)!;
    await store.append(stream, last.revision, codec.prepare({ stream, revision: last.revision, lastHash: last.hash, lastRecordedAt: recordedAt }, meta, [event('IncidentTeleported', { to: 'mars' })]));
  });
});
afterAll(() => world.target.stop());

interface Parked {
  readonly projection: string;
  readonly stream: string;
  readonly reason: string;
}

/** What a service has for itself is behind its name. */
const admin = (): string => (world.target.shape === 'http' ? '/incident-service/v1/admin' : '/v1/admin');
const parked = async (): Promise<readonly Parked[]> => ((await world.people.administrator.get(`${admin()}/parked`)).body as { items: Parked[] }).items;
const retryUrl = ({ projection, stream }: Pick<Parked, 'projection' | 'stream'>): string => `${admin()}/parked/${projection}/${stream}/retry`;

describe('an event that nobody can read', () => {
  it('stops its own stream and no other, and is seen', async () => {
    const other = await triaged(world);
    const list = await world.people.auditor.get(`/v1/incidents?q=number:${other.number}`, { 'firebreak-consistency': other.consistency });
    expect((list.body as { items: { status: string }[] }).items.map(({ status }) => status)).toEqual(['Triaged']);
    expect((await parked()).map(({ stream }) => stream)).toContain(`incident-${world.tenant}.${poisoned.id}`);
  });
});

describe('a parked stream', () => {
  row(49, 'that is none cannot be tried again', async () => {
    const { administrator } = world.people;
    for (const url of [retryUrl({ projection: 'incident-list', stream: 'incident-default.nope' }), retryUrl({ projection: 'nope', stream: `incident-${world.tenant}.${poisoned.id}` }), retryUrl({ projection: '__proto__', stream: 'incident-default.x' })]) {
      expect([url, verdict(await administrator.post(url))]).toEqual([url, '404 not-found']);
    }
    for (const stream of ['x', 'incident-default.%00', '..', 'INCIDENT-default.x']) {
      const answer = await administrator.post(retryUrl({ projection: 'incident-list', stream }));
      expect([stream, answer.status >= 400 && answer.status < 500, verdict(answer)]).toEqual([stream, true, expect.stringMatching(/invalid-id|not-found|unknown-route/) as string]);
    }
  });

  row(49, 'tried again twice stays what it is', async () => {
    const [first] = await parked();
    await leavingNoTrace(world.target, async () => {
      const answers = [await world.people.administrator.post(retryUrl(first!)), await world.people.administrator.post(retryUrl(first!))];
      expect(answers.map(({ status, body }) => [status, body])).toEqual([[200, { parked: true }], [200, { parked: true }]]);
    });
    expect(await parked()).toContainEqual(expect.objectContaining({ stream: first!.stream }));
  });

  row(32, 'is on no page that the cursor of another list names', async () => {
    await logged(world);
    await world.target.caughtUp();
    const list = (await world.people.administrator.get('/v1/services?limit=1')).body as { nextCursor: string };
    for (const name of ['parked', 'skipped']) expect([name, verdict(await world.people.administrator.get(`${admin()}/${name}?cursor=${list.nextCursor}`))]).toEqual([name, '400 invalid-cursor']);
  });

  row(5, 'of another tenant is not there', async () => {
    const { administrator } = world.strangers;
    const [first] = await parked();
    expect((await administrator.get(`${admin()}/parked`)).body).toMatchObject({ items: [] });
    expect(verdict(await administrator.post(retryUrl(first!)))).toBe('404 not-found');
  });
});

describe('a read model', () => {
  /** Read models are everybody's, so one tenant decides about them. */
  const operator = (): ReturnType<typeof personOf> => personOf(world.target, { id: 'operator', tenant: 'default', roles: ['administrator'] });
  const post = (name: string, verb: string): Promise<string> => operator().post(`${admin()}/projections/${name}/${verb}`).then(verdict);

  row(48, 'is neither switched nor rolled back where there is nothing to go to, nor made again under another name', async () => {
    const { items } = (await operator().get(`${admin()}/projections`)).body as { items: readonly { name: string }[] };
    expect(items.length).toBeGreaterThan(0);
    for (const { name } of items) expect([name, await post(name, 'switch'), await post(name, 'roll-back')]).toEqual([name, '409 nothing-to-switch-to', '409 nothing-to-roll-back-to']);
    for (const verb of ['rebuild', 'switch', 'roll-back', 'drop']) expect(await post('nope', verb)).toBe('404 unknown-projection');
    expect(verdict(await world.strangers.administrator.post(`${admin()}/projections/${items[0]!.name}/rebuild`))).toBe('403 not-permitted');
  });
});
