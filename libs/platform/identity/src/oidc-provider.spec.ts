import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { errorCode, toInstant } from '@firebreak/event-sourcing';
import { OidcTokens } from './oidc-tokens';

let provider: ChildProcess;
let said: Interface;
let issuer: string;

const line = (): Promise<string> =>
  new Promise((resolve, reject) => {
    said.once('line', resolve);
    provider.once('exit', (code) => reject(new Error(`the provider ended with ${code}`)));
  });

beforeAll(async () => {
  provider = spawn(process.execPath, [path.join(__dirname, 'testing', 'real-provider.mjs')], { stdio: ['ignore', 'pipe', 'ignore'] });
  said = createInterface({ input: provider.stdout! });
  issuer = await line();
});
afterAll(async () => {
  const ended = new Promise((resolve) => provider.once('exit', resolve));
  provider.kill('SIGTERM');
  await ended;
});

const fetchToken = async (): Promise<string> => {
  const { token_endpoint: endpoint } = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as { token_endpoint: string };
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('importer:a+secret+for+a+spec').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'api' }),
  });
  const body = (await answer.json()) as { access_token?: string };
  if (!body.access_token) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
  return body.access_token;
};

const clock = { now: () => toInstant(Date.now()) };

it('a program signs in with client credentials at a real provider, before and after its key changed', async () => {
  const options = { issuer, audience: 'firebreak', clock, timeoutMs: 5_000 };
  const tokens = new OidcTokens({ ...options, cooldownMs: 0 });
  const first = await fetchToken();
  expect(await tokens.verify(first)).toEqual({ id: 'importer', tenant: 'acme', roles: ['service'] });
  const rotated = line();
  provider.kill('SIGUSR2');
  expect(await rotated).toBe('rotated');
  expect((await tokens.verify(await fetchToken())).id).toBe('importer');
  await expect(tokens.verify(first)).rejects.toThrow('invalid-token');
  const elsewhere = new OidcTokens({ ...options, audience: 'another-api' });
  expect(await elsewhere.verify(await fetchToken()).catch(errorCode)).toBe('invalid-token');
});
