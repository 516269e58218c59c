import { controllerRoutes } from '@firebreak/identity';
import type { INestApplicationContext } from '@nestjs/common';
import { ROUTE_LIST, type ListedRoute, type RouteList } from './route-list';

/** What the router serves past all controllers, and so past their guards: the pages of /docs and nothing else. */
export const unguardedRoutes = (app: INestApplicationContext): string[] => {
  const name = ({ method, path }: ListedRoute): string => `${method === 'HEAD' ? 'GET' : method} ${path}`;
  const guarded = new Set(controllerRoutes(app).map(name));
  const listed = app.get<RouteList>(ROUTE_LIST).all.map(name);
  return [...new Set(listed)].filter((route) => !guarded.has(route)).sort();
};
