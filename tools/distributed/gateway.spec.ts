import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGateway, type Gateway } from './gateway';

const servers: Server[] = [];
let gateway: Gateway;
let replicas: readonly string[];

/** Says who it is and what it was asked for. */
const replica = async (name: string): Promise<string> => {
  const server = createServer(({ url }, response) => void response.writeHead(url?.includes('refused') ? 422 : url?.includes(`busy-${name}`) ? 503 : 200).end(`${name} ${url}`));
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
/** Where nobody listens any more. */
const closed = async (): Promise<string> => {
  const url = await replica('closed');
  const server = servers.pop()!;
  await new Promise((resolve) => void server.close(resolve));
  return url;
};
const ask = async (path: string, init: RequestInit = {}): Promise<string> => (await fetch(`${gateway.url}${path}`, init)).text();

beforeEach(async () => {
  gateway = await startGateway();
  replicas = [await replica('one'), await replica('two')];
  gateway.setReplicas('incident-service', replicas);
});
afterEach(async () => {
  await gateway.stop();
  for (const server of servers.splice(0)) server.close();
});

describe('the gateway', () => {
  it('gives every request to the next replica, whatever its connection', async () => {
    expect([await ask('/v1/incidents'), await ask('/v1/groups'), await ask('/v1/imports')]).toEqual(['one /v1/incidents', 'two /v1/groups', 'one /v1/imports']);
  });

  it('knows who served what, and where twins met', async () => {
    await ask('/v1/incidents');
    for (const path of ['/v1/incidents', '/v1/incidents', '/v1/incidents/refused']) await ask(path, { method: 'POST', headers: { 'idempotency-key': 'k' } });
    const [one, two] = replicas.map((url) => gateway.served.get(url));
    expect([one, two]).toEqual([{ reads: 1, writes: 1, accepted: 1 }, { reads: 0, writes: 2, accepted: 1 }]);
    expect([...gateway.twins.get('k')!].sort()).toEqual([...replicas].sort());
  });

  it('asks the next one where a read has no answer or finds it busy, and leaves a write to who sent it', async () => {
    const [one, two] = replicas;
    expect(await ask('/v1/incidents?busy-one')).toBe('two /v1/incidents?busy-one');
    gateway.setReplicas('incident-service', [await closed(), two!]);
    expect(await ask('/v1/incidents')).toBe('two /v1/incidents');
    gateway.setReplicas('incident-service', [await closed(), one!]);
    expect((await fetch(`${gateway.url}/v1/incidents`, { method: 'POST' })).status).toBe(503);
    gateway.setReplicas('incident-service', [one!]);
    expect((await fetch(`${gateway.url}/v1/incidents?busy-one`)).status).toBe(503);
  });

  it('leads to what a service has for itself by its name', async () => {
    gateway.setReplicas('analytics-service', [await replica('figures')]);
    expect([await ask('/analytics-service/v1/admin/parked?limit=1'), await ask('/v1/insights/frequency')]).toEqual(['figures /v1/admin/parked?limit=1', 'figures /v1/insights/frequency']);
  });

  it('says so where nobody answers', async () => {
    const answer = await fetch(`${gateway.url}/v1/problems`);
    expect([answer.status, answer.headers.get('retry-after'), ((await answer.json()) as { code: string }).code]).toEqual([503, '1', 'overloaded']);
  });
});
