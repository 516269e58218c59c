import type { IdSource } from '@firebreak/event-sourcing';
import { createHttpApp, stopHttpApp, type HttpAppOptions } from '@firebreak/http';
import { OidcTokens, Sessions, type IdentityOptions, type OidcTokensOptions } from '@firebreak/identity';
import { watchRuntime } from '@firebreak/operations';
import { Leases, Runtime, storeThatNoticesSkew, systemClock, systemIds, type RuntimePorts } from '@firebreak/runtime';
import { createLogger, Health, Metrics, startTracing, watchedPorts, type Tracing, type TracingSettings } from '@firebreak/telemetry';
import { connectBus } from '@firebreak/transport';
import type { DynamicModule } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Configuration } from './configuration';
import { openEngines } from './engines';
import { listed } from './lists';

/** What a service is made of; the host brings the ports. */
export interface ServiceDefinition {
  /** `incident-service`: its name in logs and its consumer's, and the prefix of its read models. */
  readonly name: string;
  module(ports: RuntimePorts & { readonly ids: IdSource }, identity: IdentityOptions): DynamicModule;
}

export interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

/** Readiness is off for so long before connections are refused: whoever spreads requests has to notice. */
const noticeMs = 2_000;
const graceMs = 8_000;

const claimsOf = ({ oidcRolesClaim, oidcTenantClaim, oidcDefaultTenant, oidcTokenTypes, oidcNotBefore }: Configuration): Partial<OidcTokensOptions> => ({
  rolesClaim: oidcRolesClaim,
  types: listed(oidcTokenTypes),
  notBefore: oidcNotBefore,
  ...(oidcDefaultTenant === undefined ? { tenantClaim: oidcTenantClaim ?? 'tenant' } : { tenantClaim: null, defaultTenant: oidcDefaultTenant }),
});

/** So many seconds' worth at once: a page that asks for what is gone is no attack. */
const burstSeconds = 100;

const edgeOf = ({ trustedProxies, failuresPerSecond }: Configuration): Pick<HttpAppOptions, 'trustProxy' | 'failureRate'> => ({
  trustProxy: listed(trustedProxies),
  failureRate: failuresPerSecond === 0 ? null : { perSecond: failuresPerSecond, burst: failuresPerSecond * burstSeconds },
});

/** @throws CodedError what the engines have against it, before anything listens */
export const startService = async ({ name, module }: ServiceDefinition, configuration: Configuration, traces: TracingSettings | null = null): Promise<Service> => {
  const [clock, ids, metrics, health] = [systemClock, systemIds, new Metrics(), new Health()];
  let tracing: Tracing | null = null;
  const fields = traces ? { fields: (): object => tracing?.logFields ?? {} } : {};
  const logger = createLogger({ level: configuration.logLevel, ...fields }).child({ service: name });
  tracing = startTracing(traces, { service: name, metrics, logger });
  const onError = (loop: string, error: unknown): void => logger.error({ err: error, loop }, 'tried again');
  const tokens = new OidcTokens({
    issuer: configuration.oidcIssuer,
    audience: configuration.oidcAudience,
    ...claimsOf(configuration),
    clock,
    onUnavailable: (error) => onError('identity-provider', error),
  });
  const { store, bus, readStore, close } = await openEngines(configuration, name);
  const leases = new Leases(readStore, randomUUID());
  const skew = metrics.counter('firebreak_clock_skew_total', 'Appends recorded later than the clock said, because it went back');
  const watched = watchedPorts({ store: storeThatNoticesSkew(store, clock, () => skew.inc()), bus, readStore }, metrics, tracing);
  const ports = { ...watched, clock, ids, leases, onError };
  const root = module(ports, { tokens, sessions: new Sessions({ clock }) });
  const secrets = { macKey: Buffer.from(configuration.macKey, 'base64') };
  const app = await createHttpApp(root, { secrets, logger, metrics, health, tracing, ...edgeOf(configuration) });
  const runtime = app.get(Runtime);
  await runtime.start();
  await connectBus(app, { bus: ports.bus, onError });
  const stopWatching = watchRuntime(metrics, runtime, logger);
  // Whoever cannot reach the read models or the bus still takes commands; without the store it can take nothing.
  health.add({ name: 'event-store', check: async () => (await store.head()) !== undefined });
  await app.listen({ port: configuration.port, host: configuration.host });
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address ? address.port : configuration.port;
  logger.info({ port }, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      stopWatching();
      await stopHttpApp(app, { delayMs: noticeMs, graceMs });
      await runtime.drain();
      await close();
      await tracing?.stop();
    },
  };
};

/** Makes what the service needs in its engines, and ends: topics, collections, indexes, the identity of the store. */
export const prepareService = async ({ name, module }: ServiceDefinition, configuration: Configuration): Promise<void> => {
  const logger = createLogger({ level: 'silent' });
  const [clock, ids] = [systemClock, systemIds];
  const { store, bus, readStore, close } = await openEngines(configuration, name);
  const root = module({ store, bus, readStore, clock, ids }, { tokens: { verify: () => Promise.reject(new Error('nobody is let in')) }, sessions: new Sessions({ clock }) });
  const app = await createHttpApp(root, { secrets: { macKey: Buffer.from(configuration.macKey, 'base64') }, logger });
  await app.get(Runtime).prepare();
  await app.close();
  await close();
};
