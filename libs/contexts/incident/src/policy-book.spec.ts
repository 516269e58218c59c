import { event, plusMillis, type CommandMeta, type EventStore } from '@firebreak/event-sourcing';
import { memoryEventStore } from '@firebreak/event-sourcing-testing';
import { policyCodec, streamName } from './domain/policies/incident-policy';
import { PolicyBook } from './policy-book';

const tenant = 'default';
const now = '2026-03-05T10:11:12.345Z';
const stream = streamName(tenant, 'hold');
const meta: CommandMeta = { tenant, actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now, idempotency: null };

const publish = async (store: EventStore, version: number): Promise<void> => {
  const last = (await store.readStream(stream)).at(-1);
  const base = { stream, revision: last?.revision ?? -1, lastHash: last?.hash ?? null, lastRecordedAt: null };
  const published = event('IncidentPolicyPublished', { kind: 'hold', version, policy: { maxFollowUpMs: version }, reason: 'why' } as const);
  await store.append(stream, base.revision, policyCodec.prepare(base, meta, [published]));
};

/** Of a replica that has looked just before another one publishes. */
const looked = async () => {
  const store = memoryEventStore();
  await publish(store, 1);
  const book = new PolicyBook(store);
  await book.current(tenant, now);
  await publish(store, 2);
  return async (...asked: Parameters<PolicyBook['current']> extends [string, ...infer Rest] ? Rest : never) => (await book.current(tenant, ...asked)).hold.version;
};

it('may be a second behind another replica', async () => {
  const version = await looked();
  expect([await version(now), await version(plusMillis(now, 1_000))]).toEqual([1, 2]);
});

it('has what the token of a publication names, from then on for everybody', async () => {
  const version = await looked();
  expect(await version(now, [{ tenant, stream, revision: 0 }])).toBe(1);
  expect([await version(now, [{ tenant, stream, revision: 1 }]), await version(now)]).toEqual([2, 2]);
});

it('looks no further for tokens of other streams', async () => {
  const version = await looked();
  expect(await version(now, [{ tenant: 'other', stream: streamName('other', 'hold'), revision: 1 }, { tenant, stream: 'incident-default.a', revision: 9 }])).toBe(1);
});
