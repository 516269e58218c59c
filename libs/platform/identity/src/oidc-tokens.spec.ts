import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { errorCode, toMillis } from '@firebreak/event-sourcing';
import { fixedClock, storyStart, type FixedClock } from '@firebreak/event-sourcing-testing';
import { startIssuer, type Issuer } from '../../../../tools/engines/oidc';
import { OidcTokens, type OidcTokensOptions } from './oidc-tokens';

const now = Math.floor(Date.parse(storyStart) / 1000);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const stranger = generateKeyPairSync('ed25519');
const jwkOf = (key: KeyObject, kid: string): Record<string, unknown> => ({ ...key.export({ format: 'jwk' }), kid });

let clock: FixedClock;
let issuer: Issuer;
let tokens: OidcTokens;
let monotonic = 0;

const open = (options: Partial<OidcTokensOptions> = {}): OidcTokens =>
  new OidcTokens({ issuer: issuer.url, audience: 'firebreak', clock, timeoutMs: 2_000, monotonic: () => monotonic, ...options });

beforeEach(async () => {
  clock = fixedClock();
  issuer = await startIssuer({ now: () => toMillis(clock.now()) });
  issuer.publish(
    jwkOf(rsa.publicKey, 'rsa'), jwkOf(ec.publicKey, 'ec'), jwkOf(p384.publicKey, 'p384'),
    { kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url'), kid: 'shared' },
  );
  tokens = open();
});
afterEach(() => issuer.stop().catch(() => undefined));

type Part = Record<string, unknown> | string;
const encoded = (part: Part): string => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
const header = (): Record<string, unknown> => ({ alg: 'EdDSA', typ: 'at+jwt', kid: issuer.key().kid });
const claims = (): Record<string, unknown> =>
  ({ iss: issuer.url, aud: 'firebreak', sub: 'u-1', tenant: 'default', roles: ['resolver'], iat: now, nbf: now, exp: now + 600 });
const signed = (payload: Part = claims(), head: Part = header(), by: KeyObject = issuer.key().privateKey, digest: string | null = null): string => {
  const text = `${encoded(head)}.${encoded(payload)}`;
  return `${text}.${sign(digest, Buffer.from(text), digest && by.asymmetricKeyType === 'ec' ? { key: by, dsaEncoding: 'ieee-p1363' } : by).toString('base64url')}`;
};
const hmac = (secret: string | Buffer, head: Part): string => {
  const text = `${encoded(head)}.${encoded(claims())}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url').padEnd(86, 'A')}`;
};
const changed = (changes: Record<string, unknown>): string => signed({ ...claims(), ...changes });
const without = (name: string): string => signed(Object.fromEntries(Object.entries(claims()).filter(([each]) => each !== name)));
const headed = (changes: Record<string, unknown>, by?: KeyObject): string => signed(claims(), { ...header(), ...changes }, by);
const codeOf = (token: string, by = tokens): Promise<string | undefined> => by.verify(token).then(() => 'accepted', errorCode);
const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;

const forged: readonly (readonly [string, () => string])[] = [
  ['empty', () => ''],
  ['two parts', () => signed().split('.').slice(0, 2).join('.')],
  ['four parts', () => `${signed()}.x`],
  ['five parts, as if encrypted', () => `${signed()}.x.y`],
  ['white space before', () => ` ${signed()}`],
  ['a line break behind', () => `${signed()}\n`],
  ['padding', () => `${signed()}==`],
  ['no signature', () => signed().replace(/[^.]*$/, '')],
  ['zeros as signature', () => signed().replace(/[^.]*$/, Buffer.alloc(64).toString('base64url'))],
  ['a signature cut short', () => signed().slice(0, -1)],
  ['the signature of other claims', () => `${signed().split('.')[0]}.${encoded({ ...claims(), roles: ['administrator'] })}.${signed().split('.')[2]}`],
  ['alg none', () => signed(claims(), { ...header(), alg: 'none' }).replace(/[^.]*$/, '')],
  ['alg none with a signature', () => headed({ alg: 'none' })],
  ['alg nOnE', () => headed({ alg: 'nOnE' })],
  ['alg missing', () => signed(claims(), { typ: 'at+jwt', kid: issuer.key().kid })],
  ['alg in lower case', () => headed({ alg: 'eddsa' })],
  ['alg as a list', () => headed({ alg: ['EdDSA'] })],
  ['alg Ed25519, which is not pinned', () => headed({ alg: 'Ed25519' })],
  ['HS256 with the RSA public key', () => hmac(pem, { ...header(), alg: 'HS256', kid: 'rsa' })],
  ['HS256 with a published secret', () => hmac(Buffer.alloc(32, 1), { ...header(), alg: 'HS256', kid: 'shared' })],
  ['HS256 with nothing', () => hmac('', { ...header(), alg: 'HS256' })],
  ['an HMAC that claims to be RS256', () => hmac(pem, { ...header(), alg: 'RS256', kid: 'rsa' })],
  ['a published secret under EdDSA', () => hmac(Buffer.alloc(32, 1), { ...header(), kid: 'shared' })],
  ['RS384', () => signed(claims(), { ...header(), alg: 'RS384', kid: 'rsa' }, rsa.privateKey, 'sha384')],
  ['PS256', () => signed(claims(), { ...header(), alg: 'PS256', kid: 'rsa' }, rsa.privateKey, 'sha256')],
  ['RS256 under the kid of another kind of key', () => signed(claims(), { ...header(), alg: 'RS256' }, rsa.privateKey, 'sha256')],
  ['ES256 with a key of another curve', () => signed(claims(), { ...header(), alg: 'ES256', kid: 'p384' }, p384.privateKey, 'sha256')],
  ['signed by a stranger under a known kid', () => headed({}, stranger.privateKey)],
  ['signed by a stranger under a strange kid', () => headed({ kid: 'strange' }, stranger.privateKey)],
  ['kid missing', () => signed(claims(), { alg: 'EdDSA', typ: 'at+jwt' })],
  ['kid a path', () => headed({ kid: '../../etc/passwd' })],
  ['kid an injection', () => headed({ kid: "' or '1'='1" })],
  ['kid __proto__', () => headed({ kid: '__proto__' })],
  ['kid a number', () => headed({ kid: 0 })],
  ['kid empty', () => headed({ kid: '' })],
  ['jwk brought along', () => headed({ jwk: jwkOf(stranger.publicKey, 'x') }, stranger.privateKey)],
  ['jwk brought along, the right signature', () => headed({ jwk: jwkOf(stranger.publicKey, 'x') })],
  ['jku', () => headed({ jku: 'https://evil.example/keys' })],
  ['x5u', () => headed({ x5u: 'https://evil.example/cert' })],
  ['x5c', () => headed({ x5c: ['AAAA'] })],
  ['crit', () => headed({ crit: ['exp'] })],
  ['b64 false', () => headed({ b64: false, crit: ['b64'] })],
  ['zip', () => headed({ zip: 'DEF' })],
  ['typ missing', () => signed(claims(), { alg: 'EdDSA', kid: issuer.key().kid })],
  ['typ JWT, as identity tokens have', () => headed({ typ: 'JWT' })],
  ['typ of a local token', () => headed({ typ: 'firebreak+jwt' })],
  ['header no object', () => signed(claims(), '[]')],
  ['header null', () => signed(claims(), 'null')],
  ['header no JSON', () => signed(claims(), '{')],
  ['claims no object', () => signed('[]')],
  ['claims no JSON', () => signed('{')],
  ['over', () => changed({ iat: now - 700, nbf: now - 700, exp: now - 31 })],
  ['exp missing', () => without('exp')],
  ['exp a text', () => changed({ exp: String(now + 600) })],
  ['exp null', () => changed({ exp: null })],
  ['exp more than 15 minutes after iat', () => changed({ exp: now + 901 })],
  ['exp before iat', () => changed({ iat: now, exp: now - 1 })],
  ['iat missing', () => without('iat')],
  ['iat in the future', () => changed({ iat: now + 31, exp: now + 600 })],
  ['nbf in the future', () => changed({ nbf: now + 31 })],
  ['nbf missing', () => without('nbf')],
  ['iss another', () => changed({ iss: 'https://evil.example' })],
  ['iss with a slash more', () => changed({ iss: `${issuer.url}/` })],
  ['iss missing', () => without('iss')],
  ['iss a list', () => changed({ iss: [issuer.url] })],
  ['aud another', () => changed({ aud: 'other-api' })],
  ['aud a list of others', () => changed({ aud: ['other-api'] })],
  ['aud missing', () => without('aud')],
  ['sub missing', () => without('sub')],
  ['sub a system actor', () => changed({ sub: 'system:auto-close' })],
  ['sub with a line break', () => changed({ sub: 'u-1\nu-2' })],
  ['sub an object', () => changed({ sub: { id: 'u-1' } })],
  ['tenant missing', () => without('tenant')],
  ['tenant in upper case', () => changed({ tenant: 'Default' })],
  ['tenant too long', () => changed({ tenant: 'a'.repeat(33) })],
  ['tenant a path', () => changed({ tenant: '../other' })],
  ['tenant a list', () => changed({ tenant: ['default'] })],
];

describe('a forged token of a provider', () => {
  it('comes in many kinds', () => expect(new Set(forged.map(([, token]) => token())).size).toBeGreaterThanOrEqual(70));
  it.each(forged)('is not accepted: %s', async (_, token) => expect(await codeOf(token())).toBe('invalid-token'));
  it('makes the provider be asked no more than once', async () => {
    expect(await codeOf(signed())).toBe('accepted');
    for (const [, token] of forged) expect(await codeOf(token())).toBe('invalid-token');
    expect([...issuer.asked]).toEqual([['/.well-known/openid-configuration', 1], ['/jwks', 1]]);
  });
  it('is not even looked at when it is too long', async () => expect(await codeOf('a'.repeat(200_000))).toBe('headers-too-large'));
});

describe('a token of a provider', () => {
  it('says who may do what', async () =>
    expect(await tokens.verify(await issuer.token({ sub: 'u-7', tenant: 'acme', roles: ['auditor'] }))).toEqual({ id: 'u-7', tenant: 'acme', roles: ['auditor'] }));
  it.each([
    ['RS256', 'rsa', (): KeyObject => rsa.privateKey],
    ['ES256', 'ec', (): KeyObject => ec.privateKey],
  ])('may be signed by %s', async (alg, kid, by) => expect(await codeOf(signed(claims(), { ...header(), alg, kid }, by(), 'sha256'))).toBe('accepted'));
  it('may name the thumbprint of a certificate', async () => expect(await codeOf(headed({ x5t: 'AAAA' }))).toBe('accepted'));
  it('may be for others as well', async () => expect(await codeOf(changed({ aud: ['other-api', 'firebreak'] }))).toBe('accepted'));
  it('may live for 15 minutes, and 30 seconds for clocks that differ', async () => {
    const token = changed({ exp: now + 900 });
    expect(await codeOf(token)).toBe('accepted');
    clock.advance(929_000);
    expect(await codeOf(token)).toBe('accepted');
    clock.advance(1_000);
    expect(await codeOf(token)).toBe('invalid-token');
  });

  const roles = (value: unknown): Promise<string | undefined> => codeOf(changed({ roles: value }));
  it.each(['resolver', { resolver: true }, ['Resolver'], [], [['resolver']], ['root'], [null], null, 7])('lets nobody in without a known role: %j', async (value) =>
    expect(await roles(value)).toBe('forbidden-role'));
  it('keeps the roles that are known', async () =>
    expect((await tokens.verify(changed({ roles: ['root', 'resolver', 'Auditor', 'resolver'] }))).roles).toEqual(['resolver']));

  it('has its roles and tenant where the configuration says', async () => {
    const elsewhere = open({ rolesClaim: 'realm_access.roles', tenantClaim: 'https://firebreak.example/tenant' });
    const token = changed({ roles: ['administrator'], tenant: 'other', realm_access: { roles: ['resolver'] }, 'https://firebreak.example/tenant': 'acme' });
    expect(await elsewhere.verify(token)).toEqual({ id: 'u-1', tenant: 'acme', roles: ['resolver'] });
    expect(await codeOf(token, open({ rolesClaim: '__proto__.roles' }))).toBe('forbidden-role');
  });
  it('is of the default tenant only where there is one and it names none', async () => {
    const single = open({ defaultTenant: 'default' });
    expect((await single.verify(without('tenant'))).tenant).toBe('default');
    expect((await single.verify(changed({ tenant: 'acme' }))).tenant).toBe('acme');
    expect(await codeOf(changed({ tenant: 'Default' }), single)).toBe('invalid-token');
    expect(await codeOf(changed({ tenant: null }), single)).toBe('invalid-token');
  });
  it('needs no nbf where the provider states none, but no other way round', async () => {
    const lenient = open({ notBefore: 'when-present' });
    expect(await codeOf(without('nbf'), lenient)).toBe('accepted');
    expect(await codeOf(changed({ nbf: now + 31 }), lenient)).toBe('invalid-token');
  });
  it('is of the default tenant whatever it names where no claim is looked at', async () => {
    const single = open({ tenantClaim: null, defaultTenant: 'acme' });
    expect((await single.verify(changed({ tenant: 'other' }))).tenant).toBe('acme');
    expect((await single.verify(without('tenant'))).tenant).toBe('acme');
    expect(await codeOf(signed(), open({ tenantClaim: null }))).toBe('invalid-token');
  });
  it('has a type that the configuration names, and no other', async () => {
    const known = open({ types: ['JWT', 'at+jwt'] });
    expect([await codeOf(signed(), known), await codeOf(headed({ typ: 'JWT' }), known)]).toEqual(['accepted', 'accepted']);
    for (const typ of ['jwt', 'id+jwt', 'logout+jwt', '', null]) expect(await codeOf(headed({ typ }), known)).toBe('invalid-token');
    expect(await codeOf(signed(), open({ types: ['JWT'] }))).toBe('invalid-token');
  });
});

describe('a provider', () => {
  it('may sign with a new key, and a withdrawn one ends with the next refresh', async () => {
    const rotating = open({ cooldownMs: 0 });
    const old = signed();
    expect(await codeOf(old, rotating)).toBe('accepted');
    issuer.rotate();
    expect(await codeOf(signed(), rotating)).toBe('accepted');
    expect(await codeOf(old, rotating)).toBe('invalid-token');
    const before = signed();
    issuer.rotate();
    expect(await codeOf(before, rotating)).toBe('accepted');
    monotonic += 600_000;
    expect(await codeOf(before, rotating)).toBe('invalid-token');
  });

  it('that is down when first needed is asked again after a while, not at every request', async () => {
    const seen: unknown[] = [];
    const waiting = open({ onUnavailable: (error) => void seen.push(error) });
    await issuer.stop();
    await expect(waiting.verify(signed())).rejects.toMatchObject({ code: 'identity-provider-unavailable', details: { retryAfterSeconds: 30 } });
    await issuer.restart();
    monotonic += 10_000;
    await expect(waiting.verify(signed())).rejects.toMatchObject({ code: 'identity-provider-unavailable', details: { retryAfterSeconds: 20 } });
    expect([issuer.asked.size, seen.length]).toEqual([0, 1]);
    monotonic += 20_000;
    expect(await codeOf(signed(), waiting)).toBe('accepted');
  });

  it('that is down later stops no key that is known', async () => {
    const going = open({ cooldownMs: 0 });
    expect(await codeOf(signed(), going)).toBe('accepted');
    await issuer.stop();
    monotonic += 3_600_000;
    expect(await codeOf(signed(), going)).toBe('accepted');
    expect(await codeOf(headed({ kid: 'rsa', alg: 'EdDSA' }), going)).toBe('invalid-token');
    issuer.rotate();
    expect(await codeOf(signed(), going)).toBe('identity-provider-unavailable');
    await issuer.restart();
    expect(await codeOf(signed(), going)).toBe('accepted');
  });

  it('that speaks for another issuer is not believed', async () => {
    const other = open({ issuer: `${issuer.url}/` });
    expect(await codeOf(changed({ iss: `${issuer.url}/` }), other)).toBe('identity-provider-unavailable');
    expect([...issuer.asked.keys()]).toEqual(['/.well-known/openid-configuration']);
  });

  it('that has no end of keys is not read to the end', async () => {
    issuer.publish(...Array.from({ length: 1_000 }, (_, n) => jwkOf(rsa.publicKey, `rsa-${n}`)));
    expect(await codeOf(signed())).toBe('identity-provider-unavailable');
  });

  it.each(['http://login.example.org', 'ftp://127.0.0.1', 'https://u:p@login.example.org', 'login', 'https://login.example.org/?x=1'])('cannot be at %s', (url) =>
    expect(() => open({ issuer: url })).toThrow('invalid-issuer'));
});
