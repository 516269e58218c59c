import { unguardedRoutes } from '@firebreak/http';
import { everyRole, matrixDifferences, probeMatrix, routeMatrix, type MatrixRow, type Probe, type ProbeAnswer } from '@firebreak/identity';
import checkedIn from './route-matrix.json';
import { operationsOf } from './testing/api-document';
import { matrixRows } from './testing/route-table';
import { inProcess, openTarget, type AnyTarget } from './testing/world';

/** Those of the running target: the pages of the standalone are no service's. */
let rows: readonly MatrixRow[];
let guarded: readonly MatrixRow[];
let target: AnyTarget;
let tokens: ReadonlyMap<string, string>;
beforeAll(async () => {
  target = await openTarget();
  rows = target.shape === 'in-process' ? matrixRows : await operationsOf(target);
  guarded = rows.filter(({ roles }) => roles !== 'public');
  const issued = everyRole.map(async (role) => [role, await target.tokenFor({ id: `u-${role}`, tenant: 'default', roles: [role] })] as const);
  tokens = new Map(await Promise.all(issued));
});
afterAll(() => target.stop());

const send = async (probe: Probe): Promise<ProbeAnswer> => {
  const { status, body } = await target.request(probe);
  return { status, code: (body as { code?: string } | null)?.code ?? null };
};
const probed = (matrix: readonly MatrixRow[]): Promise<string[]> => probeMatrix(matrix, { send, tokenFor: (role) => tokens.get(role)! });

describe('the table of routes and roles', () => {
  inProcess('the routes are asked of the app itself')('names every route of the running app, and no other', () => {
    if (target.shape === 'in-process') expect(matrixDifferences(routeMatrix(target.standalone.app), matrixRows)).toEqual([]);
  });

  inProcess('the routes are asked of the app itself')('names what is served past all guards', () => {
    if (target.shape === 'in-process') expect(unguardedRoutes(target.standalone.app)).toEqual(checkedIn.pastTheGuards);
  });

  it('is what every route does: without a token, with a bad one, and with each role', async () => {
    expect(await probed(rows)).toEqual([]);
  });

  it('lets nobody in by HEAD whom GET keeps out', async () => {
    const reads = guarded.filter(({ method }) => method === 'GET');
    const statusOf = async ({ path }: MatrixRow, headers: Readonly<Record<string, string>>): Promise<number> =>
      (await send({ method: 'HEAD', url: path.replace(/:[A-Za-z]+/g, 'INC-1'), headers })).status;
    for (const row of reads) {
      expect([row.path, await statusOf(row, {})]).toEqual([row.path, 401]);
      const outsider = everyRole.find((role) => !row.roles.includes(role));
      if (outsider) expect([row.path, await statusOf(row, { authorization: `Bearer ${tokens.get(outsider)!}` })]).toEqual([row.path, 403]);
    }
  });

  it('has no public route but those that a browser needs before it is signed in', () => {
    const open = matrixRows.filter(({ roles }) => roles === 'public').map(({ method, path }) => `${method} ${path}`);
    expect(open).toEqual(['GET /', 'GET /health/live', 'GET /health/ready', 'GET /home.css', 'GET /home.js', 'POST /v1/sessions/redeem']);
  });

  it('lets an auditor write nothing and an administrator no ticket', () => {
    const posts = guarded.filter(({ method }) => method === 'POST');
    const by = (role: string): string[] => posts.filter(({ roles }) => (roles as readonly string[]).includes(role)).map(({ path }) => path);
    expect(by('auditor')).toEqual([]);
    expect(by('administrator').filter((path) => path.startsWith('/v1/incidents'))).toEqual([]);
  });
});

describe('another spelling of a route', () => {
  const spellings: readonly (readonly [string, (path: string) => string])[] = [
    ['upper case', (path) => path.toUpperCase()],
    ['a slash behind', (path) => `${path}/`],
    ['two slashes in front', (path) => `/${path}`],
    ['a dot', (path) => path.replace('/v1/', '/v1/./')],
    ['two dots', (path) => path.replace('/v1/', '/v1/x/../')],
    ['an encoded slash', (path) => path.replace('/v1/', '/v1%2f')],
    ['an encoded letter', (path) => path.replace('/v1/', '/%76%31/')],
    ['a semicolon', (path) => `${path};a=b`],
    ['a tab behind', (path) => `${path}%09`],
  ];

  it.each(spellings)('opens nothing: %s', async (_, spelt) => {
    const versioned = guarded.filter(({ path }) => path.startsWith('/v1/'));
    const answers = await Promise.all(versioned.map(({ method, path }) => send({ method, url: spelt(path.replace(/:[A-Za-z]+/g, 'INC-1')), headers: {} })));
    expect(answers.filter(({ status }) => ![400, 401, 404, 405].includes(status))).toEqual([]);
  });
});
