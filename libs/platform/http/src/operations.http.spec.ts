import { openApiDocument } from './app/open-api';
import { Problem } from './problem/problem';
import { unguardedRoutes } from './route/unguarded-routes';
import { codeOf, edgeApp, posting, ticketBody, type EdgeApp } from './testing/edge-app';

let edge: EdgeApp;
beforeAll(async () => {
  edge = await edgeApp({ docs: true, version: '1.2.3' });
});
afterAll(() => edge.app.close());

describe('health', () => {
  it('is live whatever happens, and ready as the checks say', async () => {
    let reachable = true;
    edge.health.add({ name: 'store', check: () => reachable });
    const ready = (): ReturnType<EdgeApp['app']['inject']> => edge.app.inject('/health/ready');
    expect([(await ready()).statusCode, (await ready()).json()]).toEqual([200, { ready: true, checks: [{ name: 'store', ok: true }] }]);
    reachable = false;
    expect([(await ready()).statusCode, (await ready()).headers['retry-after']]).toEqual([503, '1']);
    expect((await edge.app.inject('/health/live')).json()).toEqual({ live: true });
    reachable = true;
  });
});

describe('metrics', () => {
  it('count requests by route, never by path', async () => {
    const { headers } = await edge.send(posting('/v1/tickets', ticketBody));
    await edge.send({ url: headers.location! });
    await edge.app.inject('/v1/nothing-17');
    const answer = await edge.send({ url: '/metrics', headers: { authorization: `Bearer ${await edge.token('auditor')}` } });
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.body).toContain('firebreak_http_request_seconds_count{method="POST",route="/v1/tickets",status="201"} 1');
    expect(answer.body).toContain('route="/v1/tickets/:id",status="200"');
    expect(answer.body).toContain('route="none",status="404"');
    expect(answer.body).not.toContain('nothing-17');
  });

  it('are not for everybody', async () => {
    expect(codeOf(await edge.app.inject('/metrics'))).toBe('unauthenticated');
    expect(codeOf(await edge.send({ url: '/metrics' }))).toBe('forbidden-role');
  });
});

describe('the description of the API', () => {
  it('is OpenAPI 3.1, with problem details and examples', () => {
    const document = openApiDocument(edge.app, '1.2.3');
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Firebreak', version: '1.2.3' } });
    const operation = document.paths['/v1/tickets']!.post!;
    expect(Object.keys(operation.responses)).toEqual(['200', '201', 'default']);
    expect(document.components!.schemas![Problem.name]).toMatchObject({ required: expect.arrayContaining(['code', 'traceId']) as unknown });
    expect(document.components!.schemas!['OpenTicketRequest']).toMatchObject({ properties: { title: { example: 'Mail does not arrive' } } });
  });

  it('is served with a page that brings its own assets', async () => {
    const json = await edge.app.inject('/docs-json');
    expect([json.statusCode, json.json<{ openapi: string }>().openapi]).toEqual([200, '3.1.0']);
    const page = await edge.app.inject('/docs');
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    const assets = [...page.body.matchAll(/(?:src|href)="\.?\/?(?:docs\/)?([^"]+\.(?:js|css|png))"/g)].map(([, file]) => file!);
    expect(assets).toContain('swagger-ui-bundle.js');
    for (const file of assets) expect([file, (await edge.app.inject(`/docs/${file}`)).statusCode]).toEqual([file, 200]);
  });

  it('is the only page that may run scripts', async () =>
    expect((await edge.app.inject('/docsx')).headers['content-security-policy']).toContain("default-src 'none'; frame-ancestors"));

  it('is all there is past the guards', () => {
    const routes = unguardedRoutes(edge.app);
    expect(routes).toContain('GET /docs-json');
    expect(routes.filter((route) => !/^GET \/docs(-json|-yaml|\/.*)?$/.test(route))).toEqual([]);
  });

  it('lets nobody out of its folder', async () => {
    for (const path of ['/docs/..%2f..%2fpackage.json', '/docs/%2e%2e/%2e%2e/package.json', '/docs/package.json%00']) {
      expect((await edge.app.inject(path)).statusCode).toBeGreaterThanOrEqual(400);
    }
  });
});
