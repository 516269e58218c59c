import { fixedClock } from '@firebreak/event-sourcing-testing';
import type { FastifyRequest } from 'fastify';
import { cookieOf } from './credentials';
import { checkOrigin } from './origin';
import type { Principal } from './principal';
import { Sessions } from './sessions';

const somebody: Principal = { id: 'u-1', tenant: 'default', roles: ['incident-manager'] };

describe('a sign-in link', () => {
  it('works once', () => {
    const sessions = new Sessions({ clock: fixedClock() });
    const code = sessions.createCode(somebody);
    expect(sessions.redeem(code).principal).toEqual(somebody);
    expect(() => sessions.redeem(code)).toThrow('invalid-sign-in-code');
    expect(() => sessions.redeem('x'.repeat(43))).toThrow('invalid-sign-in-code');
  });

  it('works for ten minutes', () => {
    const clock = fixedClock();
    const sessions = new Sessions({ clock });
    const [early, late] = [sessions.createCode(somebody), sessions.createCode(somebody)];
    clock.advance(599_999);
    expect(sessions.redeem(early).principal).toEqual(somebody);
    clock.advance(1);
    expect(() => sessions.redeem(late)).toThrow('invalid-sign-in-code');
  });

  it.each([{ id: 'system:relay' }, { tenant: 'No' }, { roles: [] }, { roles: ['root'] }])('is not made for %j', (wrong) =>
    expect(() => new Sessions({ clock: fixedClock() }).createCode({ ...somebody, ...wrong } as Principal)).toThrow('invalid-token-request'));
});

describe('a session', () => {
  it('lasts until it ends or is ended', () => {
    const clock = fixedClock();
    const sessions = new Sessions({ clock, sessionSeconds: 60 });
    const [one, two] = [sessions.redeem(sessions.createCode(somebody)), sessions.redeem(sessions.createCode(somebody))];
    expect(sessions.find(one.secret)?.principal).toEqual(somebody);
    sessions.end(one.secret);
    expect([sessions.find(one.secret), sessions.find(two.secret)?.principal]).toEqual([null, somebody]);
    clock.advance(60_000);
    expect(sessions.find(two.secret)).toBeNull();
  });

  it('is one of at most a thousand', () => {
    const sessions = new Sessions({ clock: fixedClock() });
    const secrets = Array.from({ length: 1_001 }, () => sessions.redeem(sessions.createCode(somebody)).secret);
    expect(secrets.map((secret) => sessions.find(secret) !== null).indexOf(true)).toBe(1);
  });
});

describe('a cookie', () => {
  const value = 'a'.repeat(43);
  it.each([
    `firebreak_session=${value}`, `theme=dark; firebreak_session=${value}; x=y`,
  ])('is found in %s', (header) => expect(cookieOf(header, 'firebreak_session')).toBe(value));
  it.each([
    undefined, '', `xfirebreak_session=${value}`, `firebreak_session=${value}x`, `firebreak_session="${value}"`,
    `firebreak_session=${value}; firebreak_session=${value}`,
  ])(
    'is not found in %s',
    (header) => expect(cookieOf(header, 'firebreak_session')).toBeNull(),
  );
});

describe('the origin of a request with a cookie', () => {
  const request = (method: string, origin?: string): FastifyRequest => ({ method, headers: { host: '127.0.0.1:4000', origin } }) as unknown as FastifyRequest;

  it.each(['http://127.0.0.1:4000', 'https://console.example'])('may be %s', (origin) =>
    expect(() => checkOrigin(request('POST', origin), { origins: ['https://console.example'] })).not.toThrow());
  it.each([
    undefined, 'null', 'http://evil.example', 'http://127.0.0.1:4001', 'http://127.0.0.1:4000.evil.example', '',
  ])('may not be %s', (origin) =>
    expect(() => checkOrigin(request('POST', origin), {})).toThrow('forbidden-origin'));
  it('does not matter for reading', () => expect(() => checkOrigin(request('GET', 'http://evil.example'), {})).not.toThrow());
});
