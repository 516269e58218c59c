import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { overHttp, unreachable } from './http-client';
import { openClient } from './open-client';

type Handler = (request: IncomingMessage, response: ServerResponse, n: number) => void;

const serving = async (handler: Handler, work: (url: string) => Promise<void>): Promise<readonly IncomingMessage[]> => {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => handler(request, response, seen.push(request)));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).finally(() => server.closeAllConnections());
  await new Promise((resolve) => server.close(resolve));
  return seen;
};
const say = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': '0' });
  response.end(JSON.stringify(body));
};
const token = (): string => 'secret-token';

describe('a request over HTTP', () => {
  it('is sent again under its key while its server is away for a moment', async () => {
    const passing: Handler = (request, response, n) => {
      if (n === 1) return void request.socket.destroy();
      if (n === 2) return say(response, 503, { code: 'store-unavailable' });
      if (n === 3) return void response.writeHead(502).end('<html>bad gateway</html>');
      return say(response, 200, { done: true });
    };
    const seen = await serving(passing, async (url) => expect((await overHttp({ url, token }, { ms: 5_000 }).post('/v1/x', {})).body).toEqual({ done: true }));
    expect([seen.length, new Set(seen.map(({ headers }) => headers['idempotency-key'])).size]).toEqual([4, 1]);
  }, 20_000);

  it('is answered with what no repeat would change', async () => {
    for (const [status, code] of [[422, 'invalid-input'], [409, 'history-diverged'], [413, 'body-too-large'], [500, 'internal-error']] as const) {
      const seen = await serving((_, response) => say(response, status, { code }), async (url) => expect((await overHttp({ url, token }).post('/v1/x', {})).status).toBe(status));
      expect(seen).toHaveLength(1);
    }
  });

  it('is given up in the end', async () => {
    await serving((_, response) => say(response, 503, { code: 'store-unavailable' }), async (url) => expect((await overHttp({ url, token }, { ms: 300 }).get('/v1/x')).status).toBe(503));
    await expect(overHttp({ url: 'http://127.0.0.1:9', token }, { ms: 0 }).get('/v1/x')).rejects.toThrow('nobody answers at http://127.0.0.1:9');
  });
});

describe('an address', () => {
  it('that nobody answers at is told at once', async () => {
    await expect(openClient({ server: { url: 'http://127.0.0.1:9', token } })).rejects.toThrow(/^nobody answers at http:\/\/127\.0\.0\.1:9 \(/);
  });

  it('that does not take the token says why, and never the token', async () => {
    await serving(
      (_, response) => say(response, 401, { code: 'invalid-token', whatToDo: 'Get a new token.' }),
      async (url) => expect(openClient({ server: { url, token } })).rejects.toThrow(new Error(`${url} does not accept the token (invalid-token). Get a new token.`)),
    );
  });

  it('of something else is told to be that', async () => {
    await serving((_, response) => void response.writeHead(404).end('nothing here'), async (url) => expect(openClient({ server: { url, token } })).rejects.toThrow(`${url} is no Firebreak: it answered 404`));
  });

  it('with a certificate of an unknown authority says what to name', () => {
    const { message } = unreachable('https://a.example', new TypeError('fetch failed', { cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } }));
    expect(message).toBe('the certificate of https://a.example is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT); NODE_EXTRA_CA_CERTS names a file with the authority that signed it');
  });
});
