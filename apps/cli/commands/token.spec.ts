import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startStandalone, type Standalone } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import { createToken, listTokens, revokeTokens } from './token';

const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-token-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (): Promise<Standalone> => startStandalone({ dir: folder, logger: createLogger({ level: 'silent' }), http: { docs: false } });

const saidBy = async (work: () => void | Promise<void>): Promise<string> => {
  const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await work();
    return said.mock.calls.map(([text]) => String(text)).join('').trim();
  } finally {
    said.mockRestore();
  }
};

const asked = async ({ app }: Standalone, token: string): Promise<unknown> => {
  const answer = await app.inject({ url: '/v1/sessions/current', headers: { authorization: `Bearer ${token}` } });
  const { code, subject, roles } = answer.json() as { code?: string; subject?: string; roles?: string[] };
  return answer.statusCode === 200 ? [200, subject, roles] : [answer.statusCode, code];
};

const create = (name: string): Promise<string> => saidBy(() => createToken({ data: folder, role: ['service'], name, subject: 'importer', days: 7 }));

it('a named token works until it is revoked: at once in a running server, and after its restart', async () => {
  const server = await start();
  const [token, other] = [await create('nightly'), await create('hourly')];
  expect([await asked(server, token), await asked(server, other)]).toEqual([[200, 'importer', ['service']], [200, 'importer', ['service']]]);
  expect(await saidBy(() => revokeTokens('nightly', { data: folder }))).toMatch(/^revoked nightly [\w-]{36}$/);
  expect([await asked(server, token), await asked(server, other)]).toEqual([[401, 'invalid-token'], [200, 'importer', ['service']]]);
  await server.stop();
  const again = await start();
  expect([await asked(again, token), await asked(again, other)]).toEqual([[401, 'invalid-token'], [200, 'importer', ['service']]]);
  await again.stop();
  const listed = JSON.parse(await saidBy(() => listTokens({ data: folder, json: true }))) as { name: string; revokedAt: string | null }[];
  expect(listed.map(({ name, revokedAt }) => [name, revokedAt !== null]).sort()).toEqual([['hourly', false], ['nightly', true]]);
  expect(await saidBy(() => listTokens({ data: folder, json: false }))).toMatch(/nightly.*revoked \d{4}-\d\d-\d\d/);
});

it('a token is printed, and kept nowhere', async () => {
  const token = await create('shown-once');
  const kept = readdirSync(path.join(folder, 'tokens')).map((file) => readFileSync(path.join(folder, 'tokens', file), 'utf8')).join('');
  expect([kept.includes('shown-once'), kept.includes(token.split('.')[2]!)]).toEqual([true, false]);
});

it('what is not there is not revoked, and what is wrong not created', async () => {
  expect(() => revokeTokens('no such', { data: folder })).toThrow('no token of the name or id no such');
  expect(() => listTokens({ data: path.join(folder, 'nowhere'), json: true })).toThrow('there is no folder');
  await expect(createToken({ data: folder, role: ['root'], subject: 'x', days: 1 })).rejects.toThrow('unknown role root');
  await expect(createToken({ data: folder, role: ['service'], name: 'a b', subject: 'x', days: 1 })).rejects.toThrow('a name has');
});
