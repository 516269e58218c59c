import { everyRole } from '@firebreak/identity';
import { codeOf, edgeApp, macKey, posting, ticketBody, type EdgeApp, type Injected, type InjectOptions } from './testing/edge-app';
import { Seals } from './seals/seals';

let edge: EdgeApp;
beforeAll(async () => {
  edge = await edgeApp();
});
afterAll(() => edge.app.close());

const answered = (answer: Injected): [number, string] => [answer.statusCode, codeOf(answer)];
const get = (url: string, headers: Record<string, string> = {}): Promise<Injected> => edge.send({ method: 'GET', url, headers });
const created = async (): Promise<string> => (await edge.send(posting('/v1/tickets', ticketBody))).headers.location!;

describe('who is asking', () => {
  const bare = (headers: InjectOptions['headers']): Promise<Injected> => edge.app.inject({ method: 'GET', url: '/v1/tickets', headers });

  it.each([
    {}, { authorization: 'Bearer' }, { authorization: 'Bearer ' }, { authorization: 'Basic dTpw' }, { authorization: '' },
    { cookie: 'firebreak_session=short' },
  ])(
    'is nobody: %j',
    async (headers) => {
      const answer = await bare(headers);
      expect([...answered(answer), answer.headers['www-authenticate']]).toEqual([401, 'unauthenticated', 'Bearer realm="firebreak"']);
    },
  );

  it('is told before anything of the body is read', async () => {
    const answer = await edge.app.inject({ ...posting('/v1/tickets', '{'), headers: { 'content-type': 'text/plain' } });
    expect(answered(answer)).toEqual([401, 'unauthenticated']);
  });

  it('is refused with a token that is none', async () => {
    const answer = await bare({ authorization: 'Bearer a.b.c' });
    expect([...answered(answer), answer.headers['www-authenticate']]).toEqual([401, 'invalid-token', 'Bearer realm="firebreak", error="invalid_token"']);
  });

  it('is refused with a token that is too long', async () => {
    const authorization = `Bearer ${'a'.repeat(200_000)}`;
    expect(answered(await bare({ authorization }))).toEqual([431, 'headers-too-large']);
  });

  it.each(everyRole.filter((role) => role !== 'service-desk' && role !== 'incident-manager'))('needs another role than %s', async (role) => {
    const url = `${await created()}/close`;
    const answer = await edge.send(posting(url, {}, { authorization: `Bearer ${await edge.token(role)}` }));
    expect(answered(answer)).toEqual([403, 'forbidden-role']);
    expect(answer.json()).toMatchObject({ role: 'service-desk, incident-manager' });
    expect(edge.log.at(-1)).toMatchObject({ security: true, problem: 'forbidden-role', actor: `u-${role}` });
  });

  it('gets nowhere on a route that does not say who may call it', async () => {
    for (const role of everyRole) {
      expect(answered(await get('/v1/tickets/unsaid', { authorization: `Bearer ${await edge.token(role)}` }))).toEqual([403, 'forbidden-role']);
    }
    expect((await bare({})).statusCode).toBe(401);
  });
});

describe('another tenant', () => {
  it('does not exist', async () => {
    const location = await created();
    const foreign = { authorization: `Bearer ${await edge.token('service-desk', { tenant: 'other' })}` };
    expect(answered(await get(location, foreign))).toEqual([404, 'not-found']);
    expect(answered(await edge.send(posting(`${location}/close`, {}, foreign)))).toEqual([404, 'not-found']);
    const absent = await get('/v1/tickets/00000000-0000-4000-8000-ffffffffffff', foreign);
    expect({ ...(await get(location, foreign)).json<object>(), traceId: '', instance: '' }).toEqual({ ...absent.json<object>(), traceId: '', instance: '' });
  });

  it('has its own keys', async () => {
    const foreign = { authorization: `Bearer ${await edge.token('service-desk', { tenant: 'other' })}`, 'idempotency-key': 'shared' };
    const own = await edge.send(posting('/v1/tickets', ticketBody, { 'idempotency-key': 'shared' }));
    const other = await edge.send(posting('/v1/tickets', ticketBody, foreign));
    expect([own.statusCode, other.statusCode, own.headers.location === other.headers.location]).toEqual([201, 201, false]);
  });
});

describe('what is accepted', () => {
  it.each([
    'application/xml', 'text/html', 'application/json;q=0', 'text/*', '*/*;q=0', 'application/xml, text/html;q=0.5',
    'nonsense',
  ])('is not %s', async (accept) =>
    expect(answered(await get('/v1/tickets', { accept }))).toEqual([406, 'not-acceptable']));
  it.each([
    'application/json', '*/*', 'application/*', 'text/html, application/json;q=0.1', 'application/xml;q=0.9, */*;q=0.1',
    'Application/JSON',
  ])('is %s', async (accept) =>
    expect((await get('/v1/tickets', { accept })).statusCode).toBe(200));
  it('is what the route produces', async () => {
    const auditor = { authorization: `Bearer ${await edge.token('auditor')}` };
    expect((await get('/metrics', { ...auditor, accept: 'text/plain' })).statusCode).toBe(200);
    expect(answered(await get('/metrics', { ...auditor, accept: 'application/json' }))).toEqual([406, 'not-acceptable']);
  });
});

describe('a query string', () => {
  it.each([
    'nope=1', 'status[$gt]=', 'filter={"$where":"1"}', 'a.b=1', '__proto__=1', 'hasOwnProperty=1', '%00=1', '=', 'Status=open',
  ])('has a parameter nobody knows: %s', async (query) =>
    expect(answered(await get(`/v1/tickets?${query}`))).toEqual([400, 'unknown-parameter']));
  it.each([
    'status=open&status=closed', 'status=a%00b', 'status=weird', 'limit=0', 'limit=-1', 'limit=1000000000', 'limit=1.5',
    'limit=0x10', 'limit=', 'limit=%201', 'limit=1e1',
  ])(
    'has a wrong parameter: %s',
    async (query) => expect(answered(await get(`/v1/tickets?${query}`))).toEqual([400, 'invalid-parameter']),
  );
  it.each([
    'status=%ff', 'status=%', 'status=%zz', '%c0%af=1',
  ])('is not UTF-8: %s', async (query) => expect(answered(await get(`/v1/tickets?${query}`))).toEqual([400, 'invalid-encoding']));
  it('is not taken where none is asked for', async () => expect(answered(await get('/health/live?x=1'))).toEqual([400, 'unknown-parameter']));
  it('is read', async () => expect((await get('/v1/tickets?status=open&limit=7')).json()).toMatchObject({ status: 'open', limit: 7 }));
});

describe('a path', () => {
  it.each([
    '1', 'INC-1', 'TIC-0', 'TIC-01', 'TIC--1', '', '%2e%2e%2f%2e%2e%2fetc', '%00', 'x'.repeat(10_000), '%20', "'", '$ne',
    'TIC-99999999999999999', '00000000-0000-4000-8000-00000000000g',
  ])(
    'has no id: %s',
    async (id) => expect(answered(await get(`/v1/tickets/${id}`))).toEqual([400, 'invalid-id']),
  );
  it.each(['%ff', '%', '%zz'])('cannot be read: %s', async (id) => {
    const answer = await get(`/v1/tickets/${id}`);
    expect([...answered(answer), answer.headers['content-type']]).toEqual([400, 'malformed-request', 'application/problem+json; charset=utf-8']);
  });
  it('takes the id in upper case', async () => {
    const [, , , id] = (await created()).split('/');
    expect((await get(`/v1/tickets/${id!.toUpperCase()}`)).statusCode).toBe(200);
    expect(answered(await get('/v1/tickets/tic-7'))).toEqual([404, 'not-found']);
  });
  it.each(['/', '/v1', '/v1/', '/v2/tickets', '/v1//tickets', '/V1/TICKETS', '/v1/tickets/a/b/c'])('leads nowhere: %s', async (url) =>
    expect(answered(await get(url))).toEqual([404, 'unknown-route']));
});

describe('a method', () => {
  it.each(['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'])('is not known here: %s', async (method) => {
    const answer = await edge.send({ method: method as 'PUT', url: '/v1/tickets' });
    expect([...answered(answer), answer.headers.allow]).toEqual([405, 'method-not-allowed', 'GET, HEAD, OPTIONS, POST']);
  });
  it('is not overridden by a header', async () => {
    const answer = await get('/v1/tickets', { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE', 'x-http-method': 'DELETE' });
    expect(answer.statusCode).toBe(200);
  });
  it('is listed for OPTIONS', async () => {
    const answer = await edge.app.inject({ method: 'OPTIONS', url: `/v1/tickets/TIC-1/close` });
    expect([answer.statusCode, answer.headers.allow, answer.body]).toEqual([204, 'OPTIONS, POST', '']);
    expect((await edge.app.inject({ method: 'OPTIONS', url: '/v1/nothing' })).statusCode).toBe(404);
  });
  it('TRACE is refused wherever it goes', async () => {
    const answer = await edge.send({ method: 'TRACE' as 'GET', url: '/v1/nothing' });
    expect(answered(answer)).toEqual([405, 'method-not-allowed']);
  });
  it('HEAD is GET without a body', async () => {
    const answer = await edge.send({ method: 'HEAD', url: await created() });
    expect([answer.statusCode, answer.headers.etag, answer.body]).toEqual([200, '"0"', '']);
  });
});

describe('headers that claim something', () => {
  it('are ignored: Host, X-Forwarded-For', async () => {
    const answer = await edge.send(posting('/v1/tickets', ticketBody, { host: 'evil.example', 'x-forwarded-for': '6.6.6.6', 'x-forwarded-host': 'evil.example' }));
    expect([answer.statusCode, answer.headers.location!.startsWith('/v1/tickets/')]).toEqual([201, true]);
    expect(JSON.stringify(answer.headers)).not.toContain('evil.example');
  });

  it('cannot break a line: X-Correlation-Id', async () => {
    const kept = await get('/v1/tickets', { 'x-correlation-id': 'job-7' });
    const own = await get('/v1/tickets', { 'x-correlation-id': 'a b' });
    expect([kept.headers['x-correlation-id'], own.headers['x-correlation-id']]).toEqual(['job-7', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it('reach the events: correlation and actor', async () => {
    await edge.send(posting('/v1/tickets', ticketBody, { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }));
    expect(JSON.parse(edge.store.all().at(-1)!.metadata)).toMatchObject({
      correlationId: '0af7651916cd43dd8448eb211c80319c',
      actor: 'u-service-desk',
      tenant: 'default',
    });
  });
});

describe('cursors and consistency tokens', () => {
  const cursorOf = async (tenant: string): Promise<string> =>
    (await get('/v1/tickets', { authorization: `Bearer ${await edge.token('service-desk', { tenant })}` })).json<{ next: string }>().next;

  it('come back as they went', async () => {
    const token = (await edge.send(posting('/v1/tickets', ticketBody))).headers['firebreak-consistency'] as string;
    const other = (await edge.send(posting('/v1/tickets', ticketBody))).headers['firebreak-consistency'] as string;
    const answer = await get(`/v1/tickets?cursor=${await cursorOf('default')}`, { 'firebreak-consistency': `${token}, ${other}` });
    expect(answer.json()).toMatchObject({ after: { after: 'TIC-1' }, consistency: [{ tenant: 'default', revision: 0 }, { tenant: 'default', revision: 0 }] });
  });

  it('are refused when changed, cut, swapped or of another tenant', async () => {
    const cursor = await cursorOf('default');
    const token = new Seals({ macKey }).sealConsistency('ticket-default.a', 3);
    const stranger = new Seals({ macKey: Buffer.alloc(32, 8) });
    const wrongCursors = [`${cursor}x`, cursor.slice(1), cursor.replace('.', ''), 'x', token, await cursorOf('other'), stranger.sealCursor('default', 1)];
    for (const wrong of wrongCursors) {
      expect(answered(await get(`/v1/tickets?cursor=${encodeURIComponent(wrong)}`))).toEqual([400, 'invalid-cursor']);
    }
    const others = [new Seals({ macKey }).sealConsistency('ticket-other.a', 3), stranger.sealConsistency('ticket-default.a', 3)];
    for (const wrong of [`${token}x`, 'x', '.', cursor, `${token},`, `${token},x`, Array.from({ length: 17 }, () => token).join(','), ...others]) {
      expect(answered(await get('/v1/tickets', { 'firebreak-consistency': wrong }))).toEqual([400, 'invalid-consistency-token']);
    }
  });
});

describe('an answer', () => {
  it('never tells what broke', async () => {
    const answer = await get('/v1/tickets/broken');
    expect(answered(answer)).toEqual([500, 'internal-error']);
    expect(answer.body).not.toMatch(/driver|sqlite|TypeError|node_modules|at /);
    const { traceId } = answer.json<{ traceId: string }>();
    expect(edge.log.at(-1)).toMatchObject({ level: 50, traceId, err: { message: 'secret driver message at /srv/db.sqlite' } });
  });

  it('never repeats what was asked', async () => {
    const answers = [
      await get('/v1/canary-17'),
      await get('/v1/tickets/canary-17'),
      await get('/v1/tickets?status=canary-17'),
      await edge.send(posting('/v1/tickets', { title: ['canary-17'], priority: 'canary-17' })),
    ];
    for (const { statusCode, body } of answers) expect([statusCode >= 400, body.includes('canary-17')]).toEqual([true, false]);
  });

  it('carries the headers that keep browsers from harm, whatever its status', async () => {
    for (const { headers } of [await get('/v1/tickets'), await get('/v1/nothing'), await get('/v1/tickets/broken'), await edge.app.inject('/v1/tickets')]) {
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none'; frame-ancestors 'none'") as unknown,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      });
    }
  });

  it('has every member of a problem', async () =>
    expect(Object.keys((await get('/v1/nothing')).json())).toEqual(['type', 'title', 'status', 'detail', 'instance', 'code', 'errors', 'traceId']));
});
