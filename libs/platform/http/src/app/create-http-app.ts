import type { IdSource } from '@firebreak/event-sourcing';
import { AccessGuard } from '@firebreak/identity';
import { createLogger, Health, HEALTH, Metrics, NestLogger } from '@firebreak/telemetry';
import { ID_SOURCE } from '@firebreak/runtime';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { EdgeBuilder } from '../edge/edge.decorators';
import { EdgeInterceptor } from '../edge/edge.interceptor';
import { RequestEdges } from '../edge/request-edges';
import { InputPipe } from '../input/input.pipe';
import { RateGuard } from '../limits/rate.guard';
import { ProblemFilter } from '../problem/problem.filter';
import { RouteList } from '../route/route-list';
import { keepBodiesRaw, newAdapter } from './fastify-server';
import { addHooks } from './hooks';
import type { HttpAppOptions, HttpOptions } from './http-options';
import { HttpModule } from './http.module';
import { setupOpenApi } from './open-api';
import { traceRequests } from './trace-requests';

@Module({})
class RootModule {}

const withDefaults = (options: HttpAppOptions): HttpOptions => ({
  logger: createLogger(),
  metrics: new Metrics(),
  health: new Health(),
  tracing: null,
  commandRate: { perSecond: 1_000, burst: 2_000 },
  failureRate: null,
  maxInFlight: 500,
  requestTimeoutMs: 30_000,
  monotonic: () => performance.now(),
  docs: true,
  trustProxy: [],
  version: '0',
  ...options,
});

/**
 * The whole edge around the contexts' controllers. `module` brings RuntimeModule and IdentityModule. The app is initialised and
 * takes `inject`; `listen` is the caller's, and so is `stopHttpApp` at a signal.
 */
export const createHttpApp = async (module: Type<unknown> | DynamicModule, given: HttpAppOptions): Promise<NestFastifyApplication> => {
  const options = withDefaults(given);
  const routes = new RouteList();
  let freshId = (): string => randomUUID();
  const adapter = newAdapter(options, () => freshId());
  const fastify = adapter.getInstance();
  routes.watch(fastify);
  keepBodiesRaw(fastify);
  if (options.tracing) traceRequests(fastify, options.tracing);
  addHooks(fastify, options);
  const root: DynamicModule = { module: RootModule, imports: [module, HttpModule.with(options, routes)] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(options.logger),
  });
  const ids = app.get<IdSource>(ID_SOURCE);
  freshId = () => ids.next();
  fastify.decorate<EdgeBuilder>('edges', app.get<EdgeBuilder>(RequestEdges));
  const guard = app.get(AccessGuard);
  fastify.decorate('identify', (request: FastifyRequest) => guard.identify(request));
  app.useGlobalFilters(app.get(ProblemFilter));
  app.useGlobalGuards(guard, app.get(RateGuard));
  app.useGlobalInterceptors(app.get(EdgeInterceptor));
  app.useGlobalPipes(app.get(InputPipe));
  if (options.docs) setupOpenApi(app, options.version);
  await app.init();
  await fastify.ready();
  options.health.serve();
  return app;
};

export interface StopOptions {
  /** How long readiness is off before connections are refused, so that whoever sends requests can notice. */
  readonly delayMs?: number;
  /** How long requests in flight have; then their connections are cut. */
  readonly graceMs?: number;
}

/** Readiness off, no new connections, requests in flight answered, then everything behind them is closed. */
export const stopHttpApp = async (app: NestFastifyApplication, { delayMs = 0, graceMs = 10_000 }: StopOptions = {}): Promise<void> => {
  app.get<Health>(HEALTH).drain();
  if (delayMs > 0) await pause(delayMs);
  const server = app.getHttpServer();
  if (server.listening) {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
    clearTimeout(cut);
  }
  await app.close();
};
