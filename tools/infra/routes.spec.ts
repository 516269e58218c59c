import { filesLike, read } from '../architecture/tree';
import { serviceNames, serviceOf } from './deployment';

interface Route {
  readonly path: string;
  readonly service: string;
}

const controllers: Route[] = filesLike(/^libs\/contexts\/[^/]+\/src\/.*\.controller\.ts$/).flatMap((file) =>
  [...read(file).matchAll(/@Controller\('([^']+)'\)/g)].map(([, path]) => ({ path: `/${path ?? ''}`, service: serviceOf[file.split('/')[2] ?? ''] ?? 'nobody' })),
);

const gateway: Route[] = [...read('infra/docker/gateway.conf').matchAll(/^ {2}location (\/\S*) \{\s+proxy_pass http:\/\/([a-z-]+)/gm)].map(([, path, service]) => ({
  path: path ?? '',
  service: service ?? '',
}));

const ingress: Route[] = [...read('infra/helm/firebreak/templates/ingress.yaml').matchAll(/^ {2}"([a-z-]+)" \(list (.+)\)$/gm)].flatMap(([, service, paths]) =>
  [...(paths ?? '').matchAll(/"([^"]+)"/g)].map(([, path]) => ({ path: path ?? '', service: service ?? '' })),
);

const leadsTo = (routes: readonly Route[], path: string): string | undefined =>
  routes
    .filter((route) => path === route.path || path.startsWith(`${route.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0]?.service;

describe.each([['the gateway', gateway], ['the ingress', ingress]])('%s', (_name, routes) => {
  it('leads every controller of a context to the service that has it', () => {
    expect(controllers.length).toBeGreaterThan(30);
    expect(controllers.filter(({ path, service }) => leadsTo(routes, path) !== service)).toEqual([]);
  });

  it('leads to services that exist, and to all of them', () => {
    expect([...new Set(routes.map(({ service }) => service))].sort()).toEqual([...serviceNames].sort());
  });

  it('shows neither metrics nor the probes of a service', () => {
    expect([leadsTo(routes, '/metrics'), leadsTo(routes, '/health/ready')]).toEqual([undefined, undefined]);
  });
});

describe('the gateway', () => {
  it('resolves its replicas again and again and sends no write twice', () => {
    const text = read('infra/docker/gateway.conf');
    expect(text.match(/server [a-z-]+:8080 resolve/g)).toHaveLength(serviceNames.length);
    expect(text).not.toMatch(/non_idempotent|ip_hash|least_conn|hash /);
  });
});
