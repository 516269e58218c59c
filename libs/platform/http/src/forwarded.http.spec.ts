import { edgeApp, type EdgeApp } from './testing/edge-app';

const opened: EdgeApp[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.app.close();
});

const failureRate = { perSecond: 0.001, burst: 1 };
const invalid = { authorization: 'Bearer x.y.z' };

/** Whom a 401 is put down to: the one address that has to wait after it. */
const blamed = async (trustProxy: readonly string[], peer: string, forwarded: string): Promise<string | undefined> => {
  const edge = await edgeApp({ failureRate, trustProxy, monotonic: () => 0 });
  opened.push(edge);
  await edge.app.inject({ url: '/v1/tickets', remoteAddress: peer, headers: { ...invalid, 'x-forwarded-for': forwarded } });
  return edge.log.map((line) => (line as { readonly address?: string }).address).find((address) => address !== undefined);
};

const [gateway, client, invented] = ['10.1.0.7', '203.0.113.9', '198.51.100.1'];

describe('where a request comes from', () => {
  it.each<readonly [string, readonly string[], string, string, string]>([
    ['nobody is believed unless said', [], client, invented, client],
    ['nobody is believed unless said, whoever stands before us', [], gateway, client, gateway],
    ['the gateway: what it saw', [gateway], gateway, client, client],
    ['the gateway: what the client wrote before it is nothing', [gateway], gateway, `${invented}, ${client}`, client],
    ['the gateway: however much the client wrote', [gateway], gateway, `${invented}, 127.0.0.1, ${gateway}, ${client}`, client],
    ['the gateway: somebody who goes round it is not believed', [gateway], '10.1.0.9', invented, '10.1.0.9'],
    ['a network: through several of ours', ['10.1.0.0/16'], gateway, `${invented}, ${client}, 10.1.0.8`, client],
    ['a network: somebody outside is not believed', ['10.1.0.0/16'], client, `${invented}, ${gateway}`, client],
    ['networks inside by name', ['uniquelocal'], gateway, `${invented}, ${client}`, client],
    ['networks inside by name: somebody outside is not believed', ['uniquelocal'], client, invented, client],
  ])('%s', async (_, trustProxy, peer, forwarded, expected) => {
    expect(await blamed(trustProxy, peer, forwarded)).toBe(expected);
  });

  it('cannot be changed from outside to go on guessing', async () => {
    const edge = await edgeApp({ failureRate, trustProxy: [gateway], monotonic: () => 0 });
    opened.push(edge);
    const guess = async (written: string): Promise<number> =>
      (await edge.app.inject({ url: '/v1/tickets', remoteAddress: gateway, headers: { ...invalid, 'x-forwarded-for': `${written}, ${client}` } })).statusCode;
    expect([await guess('198.51.100.1'), await guess('198.51.100.2'), await guess('198.51.100.3')]).toEqual([401, 429, 429]);
    const other = await edge.app.inject({ url: '/v1/tickets', remoteAddress: gateway, headers: { ...invalid, 'x-forwarded-for': '203.0.113.10' } });
    expect(other.statusCode).toBe(401);
  });
});
