import { countingIds, fixedClock, memoryEventStore, type FixedClock, type MemoryEventStore } from '@firebreak/event-sourcing-testing';
import { IdentityModule, LocalTokens, newSigningKey, Sessions, type Role } from '@firebreak/identity';
import { CLOCK, EVENT_STORE, ID_SOURCE } from '@firebreak/runtime';
import { createLogger, Health, Metrics } from '@firebreak/telemetry';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApp } from '../app/create-http-app';
import type { HttpAppOptions } from '../app/http-options';
import { TicketRoutes } from './ticket-routes';

export type InjectOptions = Exclude<Parameters<NestFastifyApplication['inject']>[0], string>;
export type Injected = Awaited<ReturnType<NestFastifyApplication['inject']>>;

export interface EdgeApp {
  readonly app: NestFastifyApplication;
  readonly clock: FixedClock;
  readonly store: MemoryEventStore;
  readonly tokens: LocalTokens;
  readonly sessions: Sessions;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly log: object[];
  token(role: Role, who?: { readonly sub?: string; readonly tenant?: string }): Promise<string>;
  /** As somebody of the service desk, unless the headers say otherwise. */
  send(options: InjectOptions): Promise<Injected>;
}

@Global()
@Module({})
class PortsModule {}

export const macKey = Buffer.alloc(32, 7);

/** The edge around a controller of its own, over a store in memory. */
export const edgeApp = async (options: Partial<HttpAppOptions> = {}): Promise<EdgeApp> => {
  const clock = fixedClock();
  const store = memoryEventStore();
  const ids = countingIds();
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [newSigningKey()], clock, ids });
  const sessions = new Sessions({ clock });
  const ports = [
    { provide: CLOCK, useValue: clock },
    { provide: ID_SOURCE, useValue: ids },
    { provide: EVENT_STORE, useValue: store },
  ];
  const module: DynamicModule = {
    module: PortsModule,
    imports: [IdentityModule.with({ tokens, sessions })],
    controllers: [TicketRoutes],
    providers: ports,
    exports: ports.map(({ provide }) => provide),
  };
  const log: object[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void log.push(JSON.parse(line) as object) } });
  const [metrics, health] = [new Metrics(), new Health()];
  const app = await createHttpApp(module, { secrets: { macKey }, logger, metrics, health, docs: false, ...options });
  const token: EdgeApp['token'] = async (role, { sub = `u-${role}`, tenant = 'default' } = {}) =>
    (await tokens.issue({ sub, tenant, roles: [role], ttlSeconds: 3600 })).token;
  const desk = await token('service-desk');
  const send: EdgeApp['send'] = ({ headers, ...request }) => app.inject({ ...request, headers: { authorization: `Bearer ${desk}`, ...headers } });
  return { app, clock, store, tokens, sessions, metrics, health, log, token, send };
};

let keys = 0;

/** A POST of JSON with a fresh Idempotency-Key; the headers given win. */
export const posting = (url: string, payload: unknown, headers: Record<string, string> = {}): InjectOptions => ({
  method: 'POST',
  url,
  headers: { 'idempotency-key': `key-${(keys += 1)}`, 'content-type': 'application/json', ...headers },
  payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
});

export const ticketBody = { title: 'Mail does not arrive', priority: 2, openedAt: '2026-03-02T07:59:00Z' } as const;

export const codeOf = (answer: Injected): string => (answer.json() as { code: string }).code;
