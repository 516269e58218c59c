import type { AddressInfo } from 'node:net';
import { isInProcess, leavingNoTrace, traceOf } from '../testing/problems';
import { exchange, type RawExchange } from '../testing/raw-socket';
import { row, rowEach, rowInProcess } from '../testing/rows';
import { logBody } from '../testing/stories';
import { openWorld, type AnyTarget, type World } from '../testing/world';

/** Of a process: a gateway reads a request before it hands it on. */
const portOf = async (target: AnyTarget): Promise<number> => {
  if (!isInProcess(target)) return Number(new URL(target.replicas[0] ?? target.url).port);
  await target.standalone.listen(0);
  return (target.standalone.app.getHttpServer().address() as AddressInfo).port;
};

jest.setTimeout(30_000);

let world: World<AnyTarget>;
let port: number;
let authorization: string;
let body: string;
beforeAll(async () => {
  world = await openWorld({ http: { requestTimeoutMs: 4_000 } });
  port = await portOf(world.target);
  authorization = `Authorization: ${(await world.people.desk.headers())['authorization']}`;
  body = JSON.stringify(logBody(world));
});
afterAll(() => world.target.stop());

const head = (first: string, ...lines: string[]): string => [`${first} HTTP/1.1`, 'Host: localhost', ...lines, '', ''].join('\r\n');
const post = (...lines: string[]): string => head('POST /v1/incidents', authorization, 'Content-Type: application/json', 'Idempotency-Key: raw', ...lines);
const smuggled = (): string => head('GET /v1/sessions/current', authorization);
const sent = (bytes: string, enough?: number): Promise<RawExchange> => leavingNoTrace(world.target, () => exchange(port, bytes, enough));
const seen = ({ answers, closed }: RawExchange): readonly unknown[] => [...answers.map(({ status, code }) => `${status} ${code ?? ''}`.trimEnd()), closed];

describe('a request over a socket', () => {
  row(1, 'with two Authorization headers', async () => {
    expect(seen(await sent(head('GET /v1/incidents', authorization, authorization), 1))).toEqual(['401 unauthenticated', false]);
  });

  row(3, 'with a token of 200 kilobytes', async () => {
    expect(seen(await sent(head('GET /v1/incidents', `Authorization: Bearer ${'a'.repeat(200_000)}`)))).toEqual(['431 headers-too-large', true]);
  });

  rowEach<() => string>(
    10,
    'whose body is not as long as it says, or too long',
    {
      'without an end': () => `${post('Transfer-Encoding: chunked')}${`10000\r\n${'x'.repeat(0x10000)}\r\n`.repeat(17)}`,
      'announced as too long': () => post('Content-Length: 99999999999'),
    },
    async (bytes) => expect(seen(await sent(bytes()))).toEqual(['413 body-too-large', true]),
  );

  row(10, 'whose body is longer than it says', async () => {
    const { answers, closed } = await sent(`${post(`Content-Length: ${body.length - 5}`)}${body}`);
    expect([new Set(answers.map(({ status }) => status)), closed]).toEqual([new Set([400]), true]);
  });

  rowInProcess(10, 'a service waits for half a minute', 'whose body never comes', async () => {
    expect(seen(await sent(`${post(`Content-Length: ${body.length}`)}${body.slice(0, -5)}`))).toEqual(['408 request-timeout', true]);
  });

  row(20, 'with a line break in a header is two headers, and never one of the answer', async () => {
    const { answers } = await exchange(port, head('GET /v1/incidents?limit=1', authorization, 'X-Correlation-Id: a\r\nSet-Cookie: x=y'), 1);
    expect([answers[0]?.status, answers[0]?.text.includes('Set-Cookie'), answers[0]?.text.toLowerCase().includes('x-correlation-id: a\r\n')]).toEqual([200, false, true]);
  });

  row(22, 'by TRACE', async () => {
    const { answers } = await sent(head('TRACE /v1/incidents', authorization, 'X-Secret: s3cret'), 1);
    expect([answers[0]?.status, answers[0]?.text.includes('s3cret')]).toEqual([405, false]);
  });

  row(46, 'for another host', async () => {
    const { answers } = await exchange(port, ['GET /v1/incidents?limit=1 HTTP/1.1', 'Host: evil.example', authorization, 'X-Forwarded-Proto: https', '', ''].join('\r\n'), 1);
    expect([answers[0]?.status, answers[0]?.text.includes('evil')]).toEqual([200, false]);
  });

  rowEach<() => string>(
    47,
    'that can be read in two ways',
    {
      'a length and chunks': () => `${post(`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked')}0\r\n\r\n${smuggled()}`,
      'chunks and a length': () => `${post('Transfer-Encoding: chunked', 'Content-Length: 4')}0\r\n\r\n${smuggled()}`,
      'two lengths': () => `${post('Content-Length: 5', `Content-Length: ${body.length}`)}${body}`,
      'a list of lengths': () => `${post(`Content-Length: ${body.length}, 5`)}${body}`,
      'a length with a sign': () => `${post(`Content-Length: +${body.length}`)}${body}`,
      'chunked, obfuscated': () => `${post('Transfer-Encoding: xchunked')}0\r\n\r\n${smuggled()}`,
      'chunked not last': () => `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n${smuggled()}`,
      'chunked behind a folded line': () => `${post('Transfer-Encoding:\r\n chunked', 'Content-Length: 3')}0\r\n\r\n${smuggled()}`,
      'a space before the colon': () => `${post('Transfer-Encoding : chunked')}0\r\n\r\n${smuggled()}`,
      'bare line feeds': () => `${post(`Content-Length: ${body.length}`)}${body}`.replaceAll('\r\n', '\n'),
      'a bare line feed among headers': () => `${post('X: y\nTransfer-Encoding: chunked', `Content-Length: ${body.length}`)}${body}`,
      'a chunk size that is none': () => `${post('Transfer-Encoding: chunked')}zz\r\n${body}\r\n0\r\n\r\n`,
      'a NUL in a header': () => post('X: a\u0000b', 'Content-Length: 0'),
    },
    async (bytes) => expect(seen(await sent(bytes()))).toEqual(['400 malformed-request', true]),
  );

  row(47, 'that can be read in one way is', async () => {
    const before = await traceOf(world.target);
    expect(seen(await exchange(port, `${post('Transfer-Encoding: chunked')}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n${smuggled()}`, 2)).map((each) => String(each).slice(0, 3))).toEqual(['201', '200', 'fal']);
    if (isInProcess(world.target)) expect(await traceOf(world.target)).not.toBe(before);
  });
});
