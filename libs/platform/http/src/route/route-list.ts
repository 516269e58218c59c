import type { FastifyInstance, RouteOptions } from 'fastify';

export const ROUTE_LIST = Symbol.for('firebreak.route-list');

export interface ListedRoute {
  readonly method: string;
  readonly path: string;
}

interface Pattern {
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

/** What the router itself was told, whoever told it. */
export class RouteList {
  private readonly patterns = new Map<string, Pattern>();

  /** Listens to the routes to come. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => this.add(route));
  }

  get all(): ListedRoute[] {
    return [...this.patterns].flatMap(([path, { methods }]) => [...methods].map((method) => ({ method, path })));
  }

  /** The methods that a path knows; none when there is no such path. */
  methodsAt(path: string): string[] {
    const asked = path.split('/');
    const methods = new Set<string>();
    for (const pattern of this.patterns.values()) {
      if (matches(pattern.segments, asked)) for (const method of pattern.methods) methods.add(method);
    }
    return methods.size === 0 ? [] : [...methods, 'OPTIONS'].sort();
  }

  private add(route: RouteOptions): void {
    const pattern = this.patterns.get(route.url) ?? { segments: route.url.split('/'), methods: new Set<string>() };
    for (const method of [route.method].flat()) pattern.methods.add(method.toUpperCase());
    this.patterns.set(route.url, pattern);
  }
}

const matches = (pattern: readonly string[], asked: readonly string[]): boolean => {
  const open = pattern.at(-1) === '*';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  const longEnough = open ? asked.length >= pattern.length : asked.length === pattern.length;
  return longEnough && fixed.every((segment, at) => fits(segment, asked[at]!));
};

const fits = (segment: string, asked: string): boolean => segment === asked || (segment.startsWith(':') && asked !== '');
