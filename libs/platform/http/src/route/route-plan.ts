import { Injectable } from '@nestjs/common';
import { routeKeys } from '../edge/edge.decorators';

// Where Nest keeps what the parameter decorators and @HttpCode say.
const ROUTE_ARGUMENTS = '__routeArguments__';
const HTTP_CODE = '__httpCode__';
const BODY = '3';
const QUERY = '4';

interface Argument {
  readonly data?: unknown;
}

/** What the edge has to know of a route, read from its decorators once. */
export interface RoutePlan {
  readonly takesBody: boolean;
  /** Names of `@Query('name')`; `validated` when a class takes the whole query. */
  readonly query: ReadonlySet<string> | 'validated';
  readonly produces: string;
  readonly requiresIfMatch: boolean;
  readonly metered: boolean;
  /** Says its own status with @HttpCode. */
  readonly statesStatus: boolean;
}

interface Route {
  getHandler(): (...args: never[]) => unknown;
  getClass(): abstract new (...args: never[]) => unknown;
}

@Injectable()
export class RoutePlans {
  private readonly plans = new Map<object, RoutePlan>();

  of(route: { getHandler(): object; getClass(): object }): RoutePlan {
    const handler = route.getHandler();
    const known = this.plans.get(handler);
    if (known) return known;
    const plan = planOf(route as Route);
    this.plans.set(handler, plan);
    return plan;
  }
}

const planOf = (route: Route): RoutePlan => {
  const handler = route.getHandler();
  const given = (Reflect.getMetadata(ROUTE_ARGUMENTS, route.getClass(), handler.name) ?? {}) as Record<string, Argument>;
  const argumentsOf = (kind: string): Argument[] =>
    Object.entries(given).flatMap(([key, argument]) => (key.split(':')[0] === kind ? [argument] : []));
  const queries = argumentsOf(QUERY).map(({ data }) => data);
  return {
    takesBody: argumentsOf(BODY).length > 0,
    query: queries.some((name) => typeof name !== 'string') ? 'validated' : new Set(queries as string[]),
    produces: (Reflect.getMetadata(routeKeys.produces, handler) as string | undefined) ?? 'application/json',
    requiresIfMatch: Reflect.getMetadata(routeKeys.ifMatch, handler) === true,
    metered: Reflect.getMetadata(routeKeys.unmetered, handler) !== true,
    statesStatus: Reflect.hasMetadata(HTTP_CODE, handler),
  };
};
