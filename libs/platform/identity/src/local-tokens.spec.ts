import { createHmac, createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { errorCode } from '@firebreak/event-sourcing';
import { countingIds, fixedClock, storyStart, type FixedClock } from '@firebreak/event-sourcing-testing';
import { LocalTokens, maxTokenSeconds } from './local-tokens';
import { newSigningKey, parseSigningKey, type SigningKey } from './signing-key';

const now = Math.floor(Date.parse(storyStart) / 1000);
const key = newSigningKey();
const retired = newSigningKey();
const stranger = newSigningKey();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const revoked = new Set<string>();

let clock: FixedClock;
let tokens: LocalTokens;
beforeEach(async () => {
  clock = fixedClock();
  tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'api', keys: [key, retired], clock, ids: countingIds(), isRevoked: (id) => revoked.has(id) });
});

type Part = Record<string, unknown> | string;

const encoded = (part: Part): string => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
const privateKey = ({ kty, crv, x, d }: SigningKey): KeyObject => createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
const header = { alg: 'EdDSA', typ: 'firebreak+jwt', kid: key.kid };
const claims = { iss: 'firebreak', aud: 'api', sub: 'u-1', tenant: 'default', roles: ['resolver'], jti: 'j', iat: now, nbf: now, exp: now + 600 };

const signed = (payload: Part = claims, head: Part = header, by: SigningKey = key): string => {
  const text = `${encoded(head)}.${encoded(payload)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey(by)).toString('base64url')}`;
};
const without = (name: keyof typeof claims): Part => Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name));
const hmac = (secret: string | Buffer, head: Part): string => {
  const text = `${encoded(head)}.${encoded(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};
const rsaSigned = (head: Part): string => {
  const text = `${encoded(head)}.${encoded(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`;
};
const codeOf = (token: string): Promise<string | undefined> => tokens.verify(token).then(() => 'accepted', errorCode);

const good = signed();
const [goodHead, goodBody, goodSignature] = good.split('.') as [string, string, string];
const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const foreignJwk = { kty: stranger.kty, crv: stranger.crv, x: stranger.x };

// The last character of 64 bytes carries two bits; the other four are free for whoever wants two spellings.
const spelledOtherwise: Readonly<Record<string, string>> = { A: 'B', Q: 'R', g: 'h', w: 'x' };

const forged: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['one part', goodHead],
  ['two parts', `${goodHead}.${goodBody}`],
  ['four parts', `${good}.x`],
  ['five parts, as if encrypted', `${good}.x.y`],
  ['dots only', '..'],
  ['white space before', ` ${good}`],
  ['a line break behind', `${good}\n`],
  ['padding', `${good}==`],
  ['the alphabet of plain base64', `${goodHead}.${goodBody}.${'+'.repeat(86)}`],
  ['no signature', `${goodHead}.${goodBody}.`],
  ['zeros as signature', `${goodHead}.${goodBody}.${Buffer.alloc(64).toString('base64url')}`],
  ['a signature cut short', good.slice(0, -1)],
  ['another spelling of the same signature', `${goodHead}.${goodBody}.${goodSignature.slice(0, -1)}${spelledOtherwise[goodSignature.at(-1)!]}`],
  ['the signature of other claims', `${goodHead}.${encoded({ ...claims, roles: ['administrator'] })}.${goodSignature}`],
  ['the claims of another token', `${goodHead}.${signed({ ...claims, sub: 'u-2' }).split('.')[1]}.${goodSignature}`],
  ['alg none', `${encoded({ ...header, alg: 'none' })}.${goodBody}.`],
  ['alg none with a signature', signed(claims, { ...header, alg: 'none' })],
  ['alg nOnE', `${encoded({ ...header, alg: 'nOnE' })}.${goodBody}.${goodSignature}`],
  ['alg missing', signed(claims, { typ: header.typ, kid: key.kid })],
  ['alg in lower case', signed(claims, { ...header, alg: 'eddsa' })],
  ['alg as a list', signed(claims, { ...header, alg: ['EdDSA'] })],
  ['alg Ed25519, which is not pinned', signed(claims, { ...header, alg: 'Ed25519' })],
  ['HS256 with the public key as secret', hmac(key.x, { ...header, alg: 'HS256' })],
  ['HS256 with the bytes of the public key', hmac(Buffer.from(key.x, 'base64url'), { ...header, alg: 'HS256' })],
  ['HS256 with an RSA public key', hmac(pem, { ...header, alg: 'HS256' })],
  ['HS256 with nothing', hmac('', { ...header, alg: 'HS256' })],
  ['HS256 claiming to be EdDSA', hmac(key.x, header)],
  ['RS256', rsaSigned({ ...header, alg: 'RS256' })],
  ['signed by a stranger under our kid', signed(claims, header, stranger)],
  ['signed by a stranger under the stranger\u2019s kid', signed(claims, { ...header, kid: stranger.kid }, stranger)],
  ['signed by the retired key under the current kid', signed(claims, header, retired)],
  ['kid missing', signed(claims, { alg: 'EdDSA', typ: header.typ })],
  ['kid a path', signed(claims, { ...header, kid: '../../etc/passwd' })],
  ['kid an injection', signed(claims, { ...header, kid: "' or '1'='1" })],
  ['kid __proto__', signed(claims, { ...header, kid: '__proto__' })],
  ['kid a number', signed(claims, { ...header, kid: 0 })],
  ['kid empty', signed(claims, { ...header, kid: '' })],
  ['jwk brought along', signed(claims, { ...header, jwk: foreignJwk }, stranger)],
  ['jwk brought along, our signature', signed(claims, { ...header, jwk: foreignJwk })],
  ['jku', signed(claims, { ...header, jku: 'https://evil.example/keys' })],
  ['x5u', signed(claims, { ...header, x5u: 'https://evil.example/cert' })],
  ['x5c', signed(claims, { ...header, x5c: ['AAAA'] })],
  ['crit', signed(claims, { ...header, crit: ['exp'] })],
  ['b64 false', signed(claims, { ...header, b64: false, crit: ['b64'] })],
  ['zip', signed(claims, { ...header, zip: 'DEF' })],
  ['typ missing', signed(claims, { alg: 'EdDSA', kid: key.kid })],
  ['typ JWT', signed(claims, { ...header, typ: 'JWT' })],
  ['typ of an identity token', signed(claims, { ...header, typ: 'id+jwt' })],
  ['header no object', signed(claims, '[]')],
  ['header null', signed(claims, 'null')],
  ['header no JSON', signed(claims, '{')],
  ['claims no object', signed('[]')],
  ['claims no JSON', signed('{')],
  ['claims text', signed('"u-1"')],
  ['over', signed({ ...claims, exp: now - 31 })],
  ['exp missing', signed(without('exp'))],
  ['exp a text', signed({ ...claims, exp: String(now + 600) })],
  ['exp null', signed({ ...claims, exp: null })],
  ['exp beyond 90 days', signed({ ...claims, exp: now + maxTokenSeconds + 1 })],
  ['exp far away, iat in the future', signed({ ...claims, iat: now + 10_000_000, exp: now + 10_000_600 })],
  ['iat missing', signed(without('iat'))],
  ['nbf in the future', signed({ ...claims, nbf: now + 31 })],
  ['nbf missing', signed(without('nbf'))],
  ['iss another', signed({ ...claims, iss: 'evil' })],
  ['iss missing', signed(without('iss'))],
  ['iss a list', signed({ ...claims, iss: ['firebreak'] })],
  ['aud another', signed({ ...claims, aud: 'other-api' })],
  ['aud missing', signed(without('aud'))],
  ['sub missing', signed(without('sub'))],
  ['sub empty', signed({ ...claims, sub: '' })],
  ['sub a system actor', signed({ ...claims, sub: 'system:auto-close' })],
  ['sub with a line break', signed({ ...claims, sub: 'u-1\nu-2' })],
  ['sub an object', signed({ ...claims, sub: { id: 'u-1' } })],
  ['tenant missing', signed(without('tenant'))],
  ['tenant in upper case', signed({ ...claims, tenant: 'Default' })],
  ['tenant a path', signed({ ...claims, tenant: '../other' })],
  ['tenant a list', signed({ ...claims, tenant: ['default'] })],
  ['jti missing', signed(without('jti'))],
  ['jti a number', signed({ ...claims, jti: 7 })],
];

describe('a forged token', () => {
  it('comes in many kinds', () => expect(new Set(forged.map(([, token]) => token)).size).toBeGreaterThanOrEqual(70));
  it.each(forged)('is not accepted: %s', async (_, token) => expect(await codeOf(token)).toBe('invalid-token'));
  it('is not accepted after the one it imitates was', async () => {
    expect(await codeOf(good)).toBe('accepted');
    for (const [, token] of forged) expect(await codeOf(token)).toBe('invalid-token');
  });
  it('is not even looked at when it is too long', async () => expect(await codeOf('a'.repeat(200_000))).toBe('headers-too-large'));
});

describe('roles in a token', () => {
  const roles = (value: unknown): Promise<string | undefined> => codeOf(signed({ ...claims, roles: value }));

  it.each([
    'resolver', { resolver: true }, { 0: 'resolver', length: 1 }, ['Resolver'], ['RESOLVER'], [], [['resolver']], ['root'],
    [null], null, 7,
  ])(
    'let nobody in without a known one: %j',
    async (value) => expect(await roles(value)).toBe('forbidden-role'),
  );
  it('are kept as far as they are known', async () => {
    const { roles: kept } = await tokens.verify(signed({ ...claims, roles: ['root', 'resolver', 'Auditor', 'auditor', 'auditor', { role: 'administrator' }] }));
    expect(kept).toEqual(['resolver', 'auditor']);
  });
});

describe('a token of our own', () => {
  const request = { sub: 'svc-import', tenant: 'default', roles: ['service'], ttlSeconds: 3600 } as const;

  it('says who may do what until when', async () => {
    const { token, expiresAt } = await tokens.issue(request);
    expect(await tokens.verify(token)).toEqual({ id: 'svc-import', tenant: 'default', roles: ['service'] });
    expect(expiresAt).toBe(now + 3600);
  });

  it('ends, also for who has used it before', async () => {
    const { token } = await tokens.issue(request);
    expect(await codeOf(token)).toBe('accepted');
    clock.advance(3_629_000);
    expect(await codeOf(token)).toBe('accepted');
    clock.advance(1_000);
    expect(await codeOf(token)).toBe('invalid-token');
  });

  it('can be revoked, also after it was used', async () => {
    const { token, tokenId } = await tokens.issue(request);
    expect(await codeOf(token)).toBe('accepted');
    revoked.add(tokenId);
    expect(await codeOf(token)).toBe('invalid-token');
  });

  it('of a retired key still counts', async () => expect(await codeOf(signed(claims, { ...header, kid: retired.kid }, retired))).toBe('accepted'));

  it.each([
    [{ sub: 'system:relay' }, 'sub'],
    [{ sub: '' }, 'sub'],
    [{ tenant: 'A' }, 'tenant'],
    [{ roles: [] }, 'roles'],
    [{ roles: ['root'] }, 'roles'],
    [{ ttlSeconds: maxTokenSeconds + 1 }, 'ttlSeconds'],
    [{ ttlSeconds: 0 }, 'ttlSeconds'],
    [{ ttlSeconds: 1.5 }, 'ttlSeconds'],
  ])('is not issued for %j', async (wrong, field) =>
    expect(tokens.issue({ ...request, ...wrong } as never)).rejects.toMatchObject({ code: 'invalid-token-request', details: { field } }));
});

describe('a signing key', () => {
  it('is the same after it was written and read', () => expect(parseSigningKey(JSON.stringify(key))).toEqual(key));
  it.each([
    '', '{}', 'null', JSON.stringify({ ...key, d: stranger.d }), JSON.stringify({ ...key, x: stranger.x }),
    JSON.stringify({ ...key, d: 'AA' }),
  ])('is not %s', (text) =>
    expect(() => parseSigningKey(text)).toThrow('invalid-signing-key'));
});
