import { createEventCodec, event, type DomainEvent } from '@firebreak/event-sourcing';
import { leavingNoTrace, verdict } from '../testing/problems';
import { row } from '../testing/rows';
import { logged, triaged, type Told } from '../testing/stories';
import { inProcessWorld, type World } from '../testing/world';
import type { InProcessTarget } from '../testing/in-process-target';

type FromTheFuture = DomainEvent<'IncidentTeleported', { readonly to: string }>;

let world: World<InProcessTarget>;
let poisoned: Told;
beforeAll(async () => {
  world = await inProcessWorld();
  poisoned = await logged(world);
  const { store } = world.target.standalone;
  const stream = `incident-default.${poisoned.id}`;
  const last = (await store.readStream(stream)).at(-1)!;
  const recordedAt = world.target.now();
  const meta = { tenant: 'default', actor: { id: 'u-1', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now: recordedAt, idempotency: null } as const;
  const codec = createEventCodec<FromTheFuture>({ IncidentTeleported: { personal: [] } });
  await store.append(stream, last.revision, codec.prepare({ stream, revision: last.revision, lastHash: last.hash, lastRecordedAt: recordedAt }, meta, [event('IncidentTeleported', { to: 'mars' })]));
});
afterAll(() => world.target.stop());

interface Parked {
  readonly projection: string;
  readonly stream: string;
  readonly reason: string;
}

const parked = async (): Promise<readonly Parked[]> => ((await world.people.administrator.get('/v1/admin/parked')).body as { items: Parked[] }).items;
const retryUrl = ({ projection, stream }: Pick<Parked, 'projection' | 'stream'>): string => `/v1/admin/parked/${projection}/${stream}/retry`;

describe('an event that nobody can read', () => {
  it('stops its own stream and no other, and is seen', async () => {
    const other = await triaged(world);
    const list = await world.people.auditor.get(`/v1/incidents?q=number:${other.number}`, { 'firebreak-consistency': other.consistency });
    expect((list.body as { items: { status: string }[] }).items.map(({ status }) => status)).toEqual(['Triaged']);
    expect((await parked()).map(({ stream }) => stream)).toContain(`incident-default.${poisoned.id}`);
  });
});

describe('a parked stream', () => {
  row(49, 'that is none cannot be tried again', async () => {
    const { administrator } = world.people;
    for (const url of [retryUrl({ projection: 'incident-list', stream: 'incident-default.nope' }), retryUrl({ projection: 'nope', stream: `incident-default.${poisoned.id}` }), retryUrl({ projection: '__proto__', stream: 'incident-default.x' })]) {
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

  row(5, 'of another tenant is not there', async () => {
    const { administrator } = world.strangers;
    const [first] = await parked();
    expect((await administrator.get('/v1/admin/parked')).body).toMatchObject({ items: [] });
    expect(verdict(await administrator.post(retryUrl(first!)))).toBe('404 not-found');
  });
});
