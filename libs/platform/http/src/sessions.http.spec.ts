import { codeOf, edgeApp, posting, ticketBody, type EdgeApp, type Injected } from './testing/edge-app';

let edge: EdgeApp;
beforeAll(async () => {
  edge = await edgeApp();
});
afterAll(() => edge.app.close());

const origin = 'http://localhost:4000';
const somebody = { id: 'u-manager', tenant: 'default', roles: ['incident-manager'] } as const;
const redeem = (code: unknown, headers: Record<string, string> = {}): Promise<Injected> =>
  edge.app.inject({ method: 'POST', url: '/v1/sessions/redeem', headers: { 'content-type': 'application/json', ...headers }, payload: JSON.stringify({ code }) });
const cookieOf = (answer: Injected): string => String(answer.headers['set-cookie']).split(';', 1)[0]!;
const signedIn = async (): Promise<string> => cookieOf(await redeem(edge.sessions.createCode(somebody)));
const withCookie = (cookie: string, headers: Record<string, string> = {}): Record<string, string> => ({ cookie, host: 'localhost:4000', ...headers });

describe('the sign-in link', () => {
  it('turns into a session that scripts cannot read and other sites cannot use', async () => {
    const answer = await redeem(edge.sessions.createCode(somebody));
    expect(answer.headers['set-cookie']).toMatch(/^firebreak_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const session = { subject: 'u-manager', tenant: 'default', roles: ['incident-manager'], expiresAt: '2026-03-02T20:00:00.000Z' };
    expect([answer.statusCode, answer.json()]).toEqual([200, session]);
  });

  it('works once, and only as it was made', async () => {
    const code = edge.sessions.createCode(somebody);
    expect((await redeem(code)).statusCode).toBe(200);
    for (const wrong of [code, 'x'.repeat(43)]) {
      const answer = await redeem(wrong);
      expect([answer.statusCode, codeOf(answer), answer.headers['set-cookie']]).toEqual([401, 'invalid-sign-in-code', undefined]);
    }
    for (const wrong of ['short', 7, null, { $ne: null }]) expect((await redeem(wrong)).statusCode).toBe(422);
  });

  it('is not redeemed from another site', async () => {
    const answer = await redeem(edge.sessions.createCode(somebody), { origin: 'http://evil.example' });
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'forbidden-origin']);
  });
});

describe('a session', () => {
  it('reads, and writes from our own pages only', async () => {
    const cookie = await signedIn();
    expect((await edge.app.inject({ url: '/v1/tickets', headers: withCookie(cookie) })).statusCode).toBe(200);
    const write = (headers: Record<string, string>): Promise<Injected> => edge.app.inject(posting('/v1/tickets', ticketBody, withCookie(cookie, headers)));
    expect((await write({ origin })).statusCode).toBe(201);
    for (const foreign of [undefined, 'http://evil.example', 'null']) {
      const answer = await write(foreign === undefined ? {} : { origin: foreign });
      expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'forbidden-origin']);
    }
  });

  it('says who it is for, and ends', async () => {
    const cookie = await signedIn();
    const current = (): Promise<Injected> => edge.app.inject({ url: '/v1/sessions/current', headers: withCookie(cookie) });
    expect((await current()).json()).toMatchObject({ subject: 'u-manager', expiresAt: '2026-03-02T20:00:00.000Z' });
    const ended = await edge.app.inject({ method: 'DELETE', url: '/v1/sessions/current', headers: withCookie(cookie, { origin }) });
    expect([ended.statusCode, ended.body, cookieOf(ended)]).toEqual([204, '', 'firebreak_session=']);
    expect(codeOf(await current())).toBe('unauthenticated');
  });

  it('gives way to a token, which says who it is for as well', async () => {
    const headers = withCookie(await signedIn(), { authorization: `Bearer ${await edge.token('auditor')}` });
    expect((await edge.app.inject({ url: '/v1/sessions/current', headers })).json()).toMatchObject({ subject: 'u-auditor', expiresAt: null });
    expect(codeOf(await edge.app.inject({ url: '/v1/tickets', headers: { ...headers, authorization: 'Bearer x' } }))).toBe('invalid-token');
  });
});
