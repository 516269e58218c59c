import { RequestMethod, type INestApplicationContext } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { accessOf } from './access';
import type { Role } from './roles';

// Where Nest keeps what @Controller, @Get and the others say.
const PATH_METADATA = 'path';
const METHOD_METADATA = 'method';

export interface MatrixRow {
  readonly method: string;
  /** As declared, `/v1/incidents/:id/resolve`. */
  readonly path: string;
  /** Empty: nobody, the route does not say. */
  readonly roles: readonly Role[] | 'public';
}

export interface ControllerRoute {
  readonly method: string;
  readonly path: string;
  readonly controller: abstract new (...args: never[]) => unknown;
  readonly handlerName: string;
  readonly handler: (...args: never[]) => unknown;
}

/** Every route of every controller of the app. */
export const controllerRoutes = (app: INestApplicationContext): ControllerRoute[] => {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    const controller = metatype as ControllerRoute['controller'];
    const prototype = controller.prototype as Record<string, ControllerRoute['handler']>;
    return scanner.getAllMethodNames(prototype).flatMap((handlerName) => {
      const handler = prototype[handlerName]!;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      return paths(controller).flatMap((base) =>
        paths(handler).map((rest) => ({ method: RequestMethod[method], path: joined(base, rest), controller, handlerName, handler })),
      );
    });
  });
};

/** Who may call what: the checked-in table is compared with this one. */
export const routeMatrix = (app: INestApplicationContext): MatrixRow[] =>
  controllerRoutes(app)
    .map(({ method, path, handler, controller }) => ({ method, path, roles: accessOf(handler, controller) ?? [] }))
    .sort((a, b) => (rowName(a) < rowName(b) ? -1 : 1));

/** One line for each difference; none when the tables are equal and every route says who may. */
export const matrixDifferences = (actual: readonly MatrixRow[], checkedIn: readonly MatrixRow[]): string[] => {
  const expected = new Map(checkedIn.map((row) => [rowName(row), row]));
  const found = new Map(actual.map((row) => [rowName(row), row]));
  return [
    ...actual.filter(({ roles }) => roles.length === 0).map((row) => `${rowName(row)}: says neither @Allow nor @Public`),
    ...actual.filter((row) => !expected.has(rowName(row))).map((row) => `${rowName(row)}: has no row in the table`),
    ...checkedIn.filter((row) => !found.has(rowName(row))).map((row) => `${rowName(row)}: is in the table but no route`),
    ...actual.flatMap((row) => {
      const listed = expected.get(rowName(row));
      if (!listed || roleText(listed) === roleText(row)) return [];
      return [`${rowName(row)}: allows ${roleText(row)}, the table says ${roleText(listed)}`];
    }),
  ];
};

const rowName = ({ method, path }: MatrixRow): string => `${path} ${method}`;

const roleText = ({ roles }: MatrixRow): string => (roles === 'public' ? roles : [...roles].sort().join(', '));

const paths = (target: object): string[] => {
  const stated = Reflect.getMetadata(PATH_METADATA, target) as string | readonly string[] | undefined;
  return stated === undefined ? [''] : typeof stated === 'string' ? [stated] : [...stated];
};

const joined = (base: string, rest: string): string => `/${[base, rest].flatMap((part) => part.split('/')).filter(Boolean).join('/')}`;
