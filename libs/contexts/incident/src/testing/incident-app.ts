import { encodeContract, type PublishedEvent } from '@firebreak/contracts';
import { sha256, streamName as streamNameOf, topicOf, type Actor, type BusRecord, type EventBus, type Instant, type Origin, type StoredEvent } from '@firebreak/event-sourcing';
import { countingIds, fixedClock, memoryEventBus, memoryEventStore, memoryReadStore, type FixedClock } from '@firebreak/event-sourcing-testing';
import { createHttpApp } from '@firebreak/http';
import { IdentityModule, isRole, LocalTokens, newSigningKey, Sessions } from '@firebreak/identity';
import { Runtime, RuntimeModule } from '@firebreak/runtime';
import { createLogger } from '@firebreak/telemetry';
import { connectBus } from '@firebreak/transport';
import { Module, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { streamName } from '../domain/incident';
import { incidentCodec } from '../incident-codec';
import { IncidentModule } from '../incident.module';
import * as actors from './incident-actors';
import { at, type Told } from './incident-builders';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Requests of one person. A POST has a fresh Idempotency-Key unless the headers bring one. */
export interface Person {
  get(url: string, headers?: Record<string, string>): Promise<HttpAnswer>;
  post(url: string, body?: object, headers?: Record<string, string>): Promise<HttpAnswer>;
}

export interface ToldIncident {
  readonly id: string;
  readonly number: string;
  readonly url: string;
  readonly stream: string;
  /** ETag of the last event. */
  readonly etag: string;
}

export interface TellOptions {
  readonly tenant?: string;
  readonly id?: string;
  readonly number?: string;
  /** Who did it; the desk unless told. */
  readonly by?: Actor;
  readonly origin?: Origin;
}

export interface IncidentApp {
  readonly clock: FixedClock;
  readonly runtime: Runtime;
  as(actor: Actor, tenant?: string): Person;
  /** Puts a history into the store, each event recorded when it happened. */
  tell(history: readonly Told[], options?: TellOptions): Promise<ToldIncident>;
  events(stream: string): Promise<readonly StoredEvent[]>;
  /** As the catalog publishes them. */
  registered(kind: 'service' | 'group', key: string, options?: { readonly members?: readonly string[]; readonly tenant?: string; readonly retired?: boolean }): Promise<void>;
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

/** Three days into the builders' story, after every time that an example names. */
export const noon: Instant = '2026-03-05T12:00:00.000Z';

/** What the examples and the builders name. */
const services = ['payments-api', 'payments'];
const people = Object.values(actors).filter((each): each is Actor => typeof each === 'object');
const groups = new Map<string, string[]>([['network', []]]);
for (const { id, groups: own } of people) for (const group of own) groups.set(group, [...(groups.get(group) ?? []), id]);

@Module({})
class TestModule {}

/** Time stands still here, so no timer may resume or close what a case has told. */
class RuntimeWithoutTimers extends Runtime {
  override addTicker(): void {}
}

const publishing = (bus: EventBus): IncidentApp['registered'] => {
  const sequences = new Map<string, number>();
  let position = 0;
  return async (kind, key, { members = [], tenant = 'default', retired = false } = {}) => {
    const stream = streamNameOf('catalog', tenant, `${kind}:${sha256(key).slice(0, 32)}`);
    const sequence = sequences.get(stream) ?? 0;
    sequences.set(stream, sequence + 1);
    position += 1;
    const metadata = { tenant, actor: 'u-admin', origin: 'live', occurredAt: at(0), recordedAt: at(0), correlationId: 'seed', causationId: null };
    const facts = kind === 'service' ? { service: key, name: key, tier: null, affectedUsers: null } : { group: key, name: key, members };
    const type = kind === 'service' ? 'ServiceChanged' : 'GroupChanged';
    const event: PublishedEvent = { id: `seed-${position}`, stream, revision: sequence, type, data: { ...facts, retired }, metadata };
    const { id } = event;
    const record: BusRecord = { ...encodeContract(event, 'CatalogActivityRecorded'), id, topic: topicOf('catalog'), partition: 0, key: stream, sequence, position: String(position).padStart(16, '0'), storeId: 'catalog', hash: sha256(id) };
    await bus.publish([record]);
  };
};

/** The whole context behind its edge, over everything in memory, with the catalog and the people of the builders. */
export const incidentApp = async (): Promise<IncidentApp> => {
  const clock = fixedClock(noon);
  const [store, bus, readStore, ids] = [memoryEventStore(), memoryEventBus(), memoryReadStore(), countingIds()];
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [newSigningKey()], clock, ids });
  const ports = RuntimeModule.forPorts({ store, bus, readStore, clock, ids });
  const runtime = new RuntimeWithoutTimers({ store, bus, readStore, clock });
  const module: DynamicModule = {
    module: TestModule,
    imports: [{ ...ports, providers: [...(ports.providers ?? []), { provide: Runtime, useValue: runtime }] }, IdentityModule.with({ tokens, sessions: new Sessions({ clock }) }), IncidentModule],
  };
  const secrets = { macKey: Buffer.alloc(32, 7) };
  const app = await createHttpApp(module, { secrets, logger: createLogger({ level: 'silent' }), commandRate: null, docs: false });
  await runtime.start();
  await connectBus(app, { bus, onError: () => undefined });
  const registered = publishing(bus);
  for (const service of services) await registered('service', service);
  for (const [group, members] of groups) await registered('group', group, { members });
  await runtime.whenCaughtUp();

  let told = 0;
  const tell: IncidentApp['tell'] = async (history, options = {}) => {
    told += 1;
    const { tenant = 'default', by = actors.desk, origin = 'live', id = `10000000-0000-4000-8000-${String(told).padStart(12, '0')}`, number = `INC-${told + 9_000}` } = options;
    const stream = streamName(tenant, id);
    let base = { stream, revision: -1, lastHash: null as string | null, lastRecordedAt: null as Instant | null };
    for (const [index, event] of history.entries()) {
      const now = event.occurredAt ?? at(index);
      const meta = { tenant, actor: by, onBehalfOf: null, correlationId: 'told', causationId: null, origin, now, idempotency: null };
      const numbered = event.type === 'IncidentLogged' ? { ...event, data: { ...event.data, number } } : event;
      const prepared = incidentCodec.prepare(base, meta, [numbered]);
      const { revision } = await store.append(stream, base.revision, prepared);
      base = { stream, revision, lastHash: prepared[0]!.hash, lastRecordedAt: now };
    }
    return { id, number, url: `/v1/incidents/${id}`, stream, etag: `"${base.revision}"` };
  };

  return {
    clock,
    runtime,
    as: (actor, tenant = 'default') => person(app, tokens, actor, tenant),
    tell,
    events: (stream) => store.readStream(stream),
    registered: async (...entry) => {
      await registered(...entry);
      await runtime.whenCaughtUp();
    },
    caughtUp: () => runtime.whenCaughtUp(),
    stop: async () => {
      await runtime.drain();
      await app.close();
    },
  };
};

let keys = 0;

const person = (app: NestFastifyApplication, tokens: LocalTokens, { id: sub, roles }: Actor, tenant: string): Person => {
  let issued: Promise<{ readonly token: string }> | null = null;
  const send = async (method: 'GET' | 'POST', url: string, headers: Record<string, string>, body?: object): Promise<HttpAnswer> => {
    issued ??= tokens.issue({ sub, tenant, roles: roles.filter(isRole), ttlSeconds: 30 * 86_400 });
    const { token } = await issued;
    const answer = await app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const parsed = answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, unknown>);
    return { status: answer.statusCode, headers: answer.headers as Record<string, string | undefined>, body: parsed };
  };
  return {
    get: (url, headers = {}) => send('GET', url, headers),
    post: (url, body = {}, headers = {}) => send('POST', url, { 'idempotency-key': `key-${(keys += 1)}`, 'content-type': 'application/json', ...headers }, body),
  };
};
