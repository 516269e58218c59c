import { everyRole, matrixDifferences, probeMatrix, routeMatrix, type MatrixRow, type Role } from '@firebreak/identity';
import { unguardedRoutes } from './route/unguarded-routes';
import { edgeApp, type EdgeApp } from './testing/edge-app';

let edge: EdgeApp;
let tokens: Record<string, string>;
beforeAll(async () => {
  edge = await edgeApp();
  tokens = Object.fromEntries(await Promise.all(everyRole.map(async (role) => [role, await edge.token(role)] as const)));
});
afterAll(() => edge.app.close());

const send = async (probe: { method: string; url: string; headers: Readonly<Record<string, string>> }): Promise<{ status: number; code: string | null }> => {
  const answer = await edge.app.inject({ ...probe, method: probe.method as 'GET' });
  const type = String(answer.headers['content-type'] ?? '');
  return { status: answer.statusCode, code: type.startsWith('application/problem+json') ? answer.json<{ code: string }>().code : null };
};
const said = (rows: readonly MatrixRow[]): MatrixRow[] => rows.filter(({ path }) => path !== '/v1/tickets/unsaid');

describe('the route matrix', () => {
  it('has every route of every controller', () => {
    expect(routeMatrix(edge.app).map(({ method, path, roles }) => `${method} ${path} ${roles === 'public' ? roles : roles.length}`)).toEqual([
      'GET /health/live public',
      'GET /health/ready public',
      'GET /metrics 3',
      'DELETE /v1/sessions/current 13',
      'GET /v1/sessions/current 13',
      'POST /v1/sessions/redeem public',
      'GET /v1/tickets 13',
      'POST /v1/tickets 11',
      'GET /v1/tickets/:id 13',
      'POST /v1/tickets/:id/close 2',
      'POST /v1/tickets/:id/rename 2',
      'GET /v1/tickets/broken 13',
      'POST /v1/tickets/bulk 1',
      'GET /v1/tickets/unsaid 0',
    ]);
  });

  it('has nothing beside it', () => {
    expect(unguardedRoutes(edge.app)).toEqual([]);
  });

  it('names a route that says nothing, one without a row, a row without a route, other roles', () => {
    const actual = routeMatrix(edge.app);
    const gone: MatrixRow = { method: 'GET', path: '/v1/gone', roles: 'public' };
    const checkedIn = [...said(actual).slice(1), gone].map((row): MatrixRow => (row.path === '/metrics' ? { ...row, roles: ['auditor'] } : row));
    expect(matrixDifferences(actual, actual.map((row) => ({ ...row })))).toEqual(['/v1/tickets/unsaid GET: says neither @Allow nor @Public']);
    expect(matrixDifferences(said(actual), checkedIn)).toEqual([
      '/health/live GET: has no row in the table',
      '/v1/gone GET: is in the table but no route',
      '/metrics GET: allows administrator, auditor, service, the table says auditor',
    ]);
  });

  it('is what the routes do', async () => {
    const rows = said(routeMatrix(edge.app)).filter(({ path }) => path !== '/v1/tickets/broken');
    expect(await probeMatrix(rows, { send, tokenFor: (role: Role) => tokens[role]! })).toEqual([]);
  });

  it('would show a route that is more open, or less, than it says', async () => {
    const wrong: MatrixRow[] = [
      { method: 'GET', path: '/v1/tickets/:id', roles: ['auditor'] },
      { method: 'GET', path: '/metrics', roles: 'public' },
      { method: 'GET', path: '/v1/tickets/unsaid', roles: ['caller'] },
    ];
    const deviations = await probeMatrix(wrong, { send, tokenFor: (role: Role) => tokens[role]! });
    expect(deviations).toHaveLength(12 + 2 + 10 + 1);
    expect(deviations).toContain('GET /metrics as nobody: 401 unauthenticated');
  });
});
