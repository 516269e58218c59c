import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { newSigningKey, type SigningKey } from '@firebreak/identity';

export type Claims = Readonly<Record<string, unknown>>;

const encoded = (part: unknown): string => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

export interface ForgeKey {
  readonly key: SigningKey;
  readonly issuer: string;
  readonly audience: string;
  readonly typ: string;
  /** No token may live longer. */
  readonly longestSeconds: number;
  /** Claims without which it is none. */
  readonly required: readonly string[];
}

export const localForge = (key: SigningKey): ForgeKey => ({ key, issuer: 'firebreak', audience: 'firebreak', typ: 'firebreak+jwt', longestSeconds: 90 * 86_400, required: ['exp', 'nbf', 'iat', 'iss', 'aud', 'sub', 'jti', 'tenant'] });

/** Makes tokens as somebody would who has read how they are made. */
export class Forge {
  readonly header: Claims;
  readonly claims: Claims;
  private readonly key: SigningKey;

  constructor({ key, issuer, audience, typ }: ForgeKey, nowSeconds: number, tenant = 'default') {
    this.key = key;
    this.header = { alg: 'EdDSA', typ, kid: key.kid };
    this.claims = { iss: issuer, aud: audience, sub: 'u-1', tenant, roles: ['auditor'], jti: 'j', iat: nowSeconds, nbf: nowSeconds, exp: nowSeconds + 600 };
  }

  /** With the true signature unless somebody else signs. */
  signed(claims: Claims = {}, header: Claims = {}, { kty, crv, x, d }: SigningKey = this.key): string {
    const text = `${encoded({ ...this.header, ...header })}.${encoded({ ...this.claims, ...claims })}`;
    return `${text}.${sign(null, Buffer.from(text), createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' })).toString('base64url')}`;
  }

  without(claim: string): string {
    const claims = Object.fromEntries(Object.entries(this.claims).filter(([name]) => name !== claim));
    const text = `${encoded(this.header)}.${encoded(claims)}`;
    const { kty, crv, x, d } = this.key;
    return `${text}.${sign(null, Buffer.from(text), createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' })).toString('base64url')}`;
  }

  private hmac(secret: string | Buffer, header: Claims): string {
    const text = `${encoded({ ...this.header, ...header })}.${encoded(this.claims)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  }

  /** Row 2: none of them was ever issued. */
  forged(): Readonly<Record<string, string>> {
    const stranger = newSigningKey();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const [head, body, signature] = this.signed().split('.') as [string, string, string];
    const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;
    return {
      'alg none': `${encoded({ ...this.header, alg: 'none' })}.${body}.`,
      'alg none, signed': this.signed({}, { alg: 'none' }),
      'alg nOnE': `${encoded({ ...this.header, alg: 'nOnE' })}.${body}.${signature}`,
      'HS256 with the RSA public key': this.hmac(publicPem, { alg: 'HS256' }),
      'HS256 with our public key': this.hmac(this.key.x, { alg: 'HS256' }),
      'HS256 with its bytes': this.hmac(Buffer.from(this.key.x, 'base64url'), { alg: 'HS256' }),
      'RS256': `${encoded({ ...this.header, alg: 'RS256' })}.${body}.${signature}`,
      'kid a path': this.signed({}, { kid: '../../etc/passwd' }),
      'kid of a stranger': this.signed({}, { kid: stranger.kid }, stranger),
      'our kid, signed by a stranger': this.signed({}, {}, stranger),
      'jku foreign': this.signed({}, { jku: 'https://evil.example/keys' }, stranger),
      'x5u foreign': this.signed({}, { x5u: 'https://evil.example/cert' }),
      'jwk brought along': this.signed({}, { jwk: { kty: 'OKP', crv: 'Ed25519', x: stranger.x } }, stranger),
      'crit': this.signed({}, { crit: ['exp'] }),
      'typ JWT': this.signed({}, { typ: 'JWT' }),
      'the signature of other claims': `${head}.${encoded({ ...this.claims, roles: ['administrator'] })}.${signature}`,
      'no signature': `${head}.${body}.`,
      'three words': 'a.b.c',
    };
  }
}
