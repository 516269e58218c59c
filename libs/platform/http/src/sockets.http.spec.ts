import type { AddressInfo } from 'node:net';
import { exchange, type RawAnswer, type RawExchange } from './testing/raw-socket';
import { edgeApp, ticketBody, type EdgeApp } from './testing/edge-app';

const portOf = ({ app }: EdgeApp): number => (app.getHttpServer().address() as AddressInfo).port;

let edge: EdgeApp;
let port: number;
let token: string;
beforeAll(async () => {
  edge = await edgeApp();
  await edge.app.listen(0, '127.0.0.1');
  port = portOf(edge);
  token = await edge.token('service-desk');
});
afterAll(() => edge.app.close());

const body = JSON.stringify(ticketBody);
const head = (first: string, ...lines: string[]): string =>
  [`${first} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${token}`, ...lines, '', ''].join('\r\n');
const post = (...lines: string[]): string => head('POST /v1/tickets', 'Content-Type: application/json', 'Idempotency-Key: raw', ...lines);
const code = ({ body: text }: RawAnswer): string => (JSON.parse(text) as { code: string }).code;
const smuggled = 'GET /v1/tickets/broken HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** One answer, a refusal, and nothing after it is read as a request. */
const refusedAndClosed = ({ answers, closed }: RawExchange, status = 400): void => {
  expect(answers.map((answer) => [answer.status, answer.headers['content-type']])).toEqual([[status, 'application/problem+json; charset=utf-8']]);
  expect(closed).toBe(true);
};

describe('two readings of one request', () => {
  it.each([
    ['Content-Length and Transfer-Encoding', post(`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked'), `0\r\n\r\n${smuggled}`],
    ['Transfer-Encoding and Content-Length', post('Transfer-Encoding: chunked', 'Content-Length: 4'), `0\r\n\r\n${smuggled}`],
    ['two lengths', post('Content-Length: 5', `Content-Length: ${body.length}`), body],
    ['a list of lengths', post(`Content-Length: ${body.length}, 5`), body],
    ['a length with a sign', post(`Content-Length: +${body.length}`), body],
    ['a negative length', post('Content-Length: -1'), smuggled],
    ['a length in hex', post('Content-Length: 0x10'), body],
    ['chunked, obfuscated', post('Transfer-Encoding: xchunked'), `0\r\n\r\n${smuggled}`],
    ['chunked not last', post('Transfer-Encoding: chunked, identity'), `0\r\n\r\n${smuggled}`],
    ['chunked behind a tab', post('Transfer-Encoding:\tchunked', 'Content-Length: 3'), `0\r\n\r\n${smuggled}`],
    ['chunked behind a folded line', post('Transfer-Encoding:\r\n chunked', 'Content-Length: 3'), `0\r\n\r\n${smuggled}`],
    ['white space before the colon', post('Transfer-Encoding : chunked'), `0\r\n\r\n${smuggled}`],
    ['a bare line feed between headers', post('X: y\nTransfer-Encoding: chunked', `Content-Length: ${body.length}`), body],
    ['bare line feeds all over', post(`Content-Length: ${body.length}`).replaceAll('\r\n', '\n'), body],
    ['a bare carriage return', post('X: y\rTransfer-Encoding: chunked'), body],
    ['a chunk size that is none', post('Transfer-Encoding: chunked'), `zz\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk longer than it says', post('Transfer-Encoding: chunked'), `3\r\n${body}\r\n0\r\n\r\n`],
    ['a header name with a control character', post('X\u0001: y', 'Content-Length: 0'), ''],
    ['a NUL in a header', post('X: a\u0000b', 'Content-Length: 0'), ''],
    ['no host', 'GET /v1/tickets HTTP/1.1\r\n\r\n', ''],
    ['a method nobody knows', head('BREW /v1/tickets'), ''],
    ['no HTTP at all', '\u0016\u0003\u0001 hello\r\n\r\n', ''],
  ])('is refused: %s', async (_, start, rest) => {
    const before = edge.store.all().length;
    refusedAndClosed(await exchange(port, `${start}${rest}`));
    expect(edge.store.all().length).toBe(before);
  });

  it('says only what it has to', async () => {
    const { answers } = await exchange(port, 'BREW / HTTP/1.1\r\n\r\n');
    expect(code(answers[0]!)).toBe('malformed-request');
    expect(answers[0]!.body).not.toMatch(/HPE|Parse|Error:|llhttp/);
  });
});

describe('a request that does not end', () => {
  it('is over when its headers are too large', async () => {
    const answered = await exchange(port, head('GET /v1/tickets', `X: ${'x'.repeat(200_000)}`));
    refusedAndClosed(answered, 431);
    expect(code(answered.answers[0]!)).toBe('headers-too-large');
  });

  it('is over when its chunks are more than the limit', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const answered = await exchange(port, `${post('Transfer-Encoding: chunked')}${chunk.repeat(17)}`);
    refusedAndClosed(answered, 413);
  });

  it('is over before it begins when it says it is too long', async () => {
    const answered = await exchange(port, post('Content-Length: 99999999999'));
    refusedAndClosed(answered, 413);
  });

  it('changes nothing when the body is shorter than it says', async () => {
    const before = edge.store.all().length;
    const { answers, closed } = await exchange(port, `${post(`Content-Length: ${body.length - 5}`)}${body}`);
    expect([new Set(answers.map(({ status }) => status)), closed]).toEqual([new Set([400]), true]);
    expect(edge.store.all().length).toBe(before);
  });
});

describe('a request that comes too slowly', () => {
  let slow: EdgeApp;
  beforeAll(async () => {
    slow = await edgeApp({ requestTimeoutMs: 60 });
    await slow.app.listen(0, '127.0.0.1');
  });
  afterAll(() => slow.app.close());

  it.each([
    ['all of it', ''],
    ['its first line', 'GET /v1/tickets HT'],
    ['its headers', 'GET /v1/tickets HTTP/1.1\r\nHost: x\r\nX: '],
    ['its body', 'POST /v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'],
  ])('is over: %s', async (_, bytes) => {
    refusedAndClosed(await exchange(portOf(slow), bytes), 408);
  });

  it('takes no room when it is over', async () => {
    const { answers } = await exchange(portOf(slow), 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(await slow.metrics.text()).toContain('firebreak_http_in_flight 0');
  });
});

describe('a large body', () => {
  it('is not read for somebody unknown', async () => {
    const unknown = 'POST /v1/tickets/bulk HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n\r\n';
    const { answers } = await exchange(port, unknown, { answers: 1 });
    expect(answers.map((answer) => [answer.status, code(answer)])).toEqual([[401, 'unauthenticated']]);
  });
});

describe('one request', () => {
  const first = async (text: string): Promise<RawAnswer> => (await exchange(port, text, { answers: 1 })).answers[0]!;

  it('has one Authorization header', async () => {
    const answer = await first(head('GET /v1/tickets', `authorization: Bearer ${token}`));
    expect([answer.status, code(answer)]).toEqual([401, 'unauthenticated']);
    expect((await first(head('GET /v1/tickets'))).status).toBe(200);
  });

  it('has one Idempotency-Key', async () => {
    const answer = await first(`${post(`Content-Length: ${body.length}`, 'Idempotency-Key: raw')}${body}`);
    expect([answer.status, code(answer)]).toEqual([400, 'invalid-idempotency-key']);
  });

  it.each([
    '/v1/tickets/..', '/v1/tickets/../tickets', '/v1/tickets/%2e%2e', '/v1/tickets/%00', '/v1/tickets/..%2f..%2fetc',
    '//evil.example/v1/tickets', '/v1/tickets\\..\\x',
  ])(
    'has a path that is taken as it is: %s',
    async (path) => {
      const answer = await first(head(`GET ${path}`));
      expect([400, 404]).toContain(answer.status);
      expect(['invalid-id', 'unknown-route', 'malformed-request']).toContain(code(answer));
    },
  );

  it('may be followed by another on the same connection', async () => {
    const { answers } = await exchange(port, head('GET /v1/tickets').repeat(3), { answers: 3 });
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('may come in pieces of one byte', async () => {
    const start = head('POST /v1/tickets', 'Content-Type: application/json', 'Idempotency-Key: slow', 'Transfer-Encoding: chunked');
    const pieces = [...body].map((byte) => `1\r\n${byte}\r\n`).join('');
    expect((await first(`${start}${pieces}0\r\n\r\n`)).status).toBe(201);
  });
});
