import { HEALTH, LOGGER, METRICS } from '@firebreak/telemetry';
import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { EdgeInterceptor } from '../edge/edge.interceptor';
import { RequestEdges } from '../edge/request-edges';
import { InputPipe } from '../input/input.pipe';
import { RateGuard } from '../limits/rate.guard';
import { HealthController } from '../operations/health.controller';
import { MetricsController } from '../operations/metrics.controller';
import { ProblemFilter } from '../problem/problem.filter';
import { ROUTE_LIST, type RouteList } from '../route/route-list';
import { RoutePlans } from '../route/route-plan';
import { Seals } from '../seals/seals';
import { HTTP_OPTIONS, type HttpOptions } from './http-options';

/** The edge's parts and what of it others may ask for: Seals, LOGGER, METRICS, HEALTH. */
@Global()
@Module({})
export class HttpModule {
  static with(options: HttpOptions, routes: RouteList): DynamicModule {
    const values: Provider[] = [
      { provide: HTTP_OPTIONS, useValue: options },
      { provide: LOGGER, useValue: options.logger },
      { provide: METRICS, useValue: options.metrics },
      { provide: HEALTH, useValue: options.health },
      { provide: ROUTE_LIST, useValue: routes },
      { provide: Seals, useValue: new Seals(options.secrets) },
    ];
    const parts = [RoutePlans, RequestEdges, EdgeInterceptor, InputPipe, RateGuard, ProblemFilter];
    return {
      module: HttpModule,
      controllers: [HealthController, MetricsController],
      providers: [...values, ...parts],
      exports: [HTTP_OPTIONS, LOGGER, METRICS, HEALTH, ROUTE_LIST, Seals, ...parts],
    };
  }
}
