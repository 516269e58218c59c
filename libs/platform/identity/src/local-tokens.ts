import { hash } from 'node:crypto';
import { CodedError, toMillis, type Clock, type IdSource } from '@firebreak/event-sourcing';
import { importJWK, jwtVerify, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { claimedPrincipal, isSubject, isTenant } from './claims';
import type { Principal, TokenVerifier } from './principal';
import { isRole, type Role } from './roles';
import type { SigningKey } from './signing-key';
import { wellFormedToken } from './token-form';

export interface LocalTokensOptions {
  readonly issuer: string;
  readonly audience: string;
  /** The first one signs, all verify. */
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Asked at every request, also for a token that was seen before. */
  readonly isRevoked?: (tokenId: string) => boolean | Promise<boolean>;
}

export interface TokenRequest {
  readonly sub: string;
  readonly tenant: string;
  readonly roles: readonly Role[];
  /** At most 90 days. */
  readonly ttlSeconds: number;
}

export interface IssuedToken {
  readonly token: string;
  readonly tokenId: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

interface Verified {
  readonly principal: Principal;
  readonly tokenId: string;
  readonly expiresAt: number;
}

export const maxTokenSeconds = 90 * 24 * 3600;
const skewSeconds = 30;
const maxRemembered = 1_000;
const typ = 'firebreak+jwt';
const algorithm = 'EdDSA';

/** Tokens that this installation signs and verifies itself; keys are found by `kid` among its own and nowhere else. */
export class LocalTokens implements TokenVerifier {
  private readonly remembered = new Map<string, Verified>();

  private constructor(
    private readonly options: LocalTokensOptions,
    private readonly signing: { readonly kid: string; readonly key: CryptoKey | Uint8Array },
    private readonly verifying: ReadonlyMap<string, CryptoKey | Uint8Array>,
  ) {}

  static async open(options: LocalTokensOptions): Promise<LocalTokens> {
    const [first] = options.keys;
    const publicKeys = await Promise.all(options.keys.map(async (key) => [key.kid, await importJWK(publicPart(key), algorithm)] as const));
    return new LocalTokens(options, { kid: first.kid, key: await importJWK({ ...first }, algorithm) }, new Map(publicKeys));
  }

  /** @throws CodedError `invalid-token-request` */
  async issue({ sub, tenant, roles, ttlSeconds }: TokenRequest): Promise<IssuedToken> {
    const field = wrongField({ sub, tenant, roles, ttlSeconds });
    if (field) throw new CodedError('invalid-token-request', { field });
    const tokenId = this.options.ids.next();
    const issuedAt = this.nowSeconds();
    const expiresAt = issuedAt + ttlSeconds;
    const token = await new SignJWT({ tenant, roles: [...roles] })
      .setProtectedHeader({ alg: algorithm, typ, kid: this.signing.kid })
      .setIssuer(this.options.issuer)
      .setAudience(this.options.audience)
      .setSubject(sub)
      .setJti(tokenId)
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.signing.key);
    return { token, tokenId, expiresAt };
  }

  async verify(token: string): Promise<Principal> {
    const digest = hash('sha256', token, 'base64');
    const known = this.remembered.get(digest);
    const verified = known && known.expiresAt + skewSeconds > this.nowSeconds() ? known : await this.check(token);
    if (this.options.isRevoked && (await this.options.isRevoked(verified.tokenId))) throw new CodedError('invalid-token');
    if (verified !== known) this.remember(digest, verified);
    return verified.principal;
  }

  private async check(token: string): Promise<Verified> {
    const kid = wellFormedToken(token, { algorithm, typ });
    const key = this.verifying.get(kid);
    if (!key) throw new CodedError('invalid-token');
    const payload = await this.signedPayload(token, key);
    const { jti, iat, exp } = payload;
    if (typeof jti !== 'string' || iat === undefined || exp === undefined || exp - iat > maxTokenSeconds) throw new CodedError('invalid-token');
    return { principal: claimedPrincipal(payload), tokenId: jti, expiresAt: exp };
  }

  private async signedPayload(token: string, key: CryptoKey | Uint8Array): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        issuer: this.options.issuer,
        audience: this.options.audience,
        typ,
        requiredClaims: ['iss', 'aud', 'sub', 'jti', 'iat', 'nbf', 'exp'],
        clockTolerance: skewSeconds,
        currentDate: new Date(this.options.clock.now()),
        maxTokenAge: maxTokenSeconds,
      });
      return payload;
    } catch {
      throw new CodedError('invalid-token');
    }
  }

  private remember(digest: string, verified: Verified): void {
    if (this.remembered.size >= maxRemembered) this.remembered.delete(this.remembered.keys().next().value!);
    this.remembered.set(digest, verified);
  }

  private nowSeconds(): number {
    return Math.floor(toMillis(this.options.clock.now()) / 1000);
  }
}

const publicPart = (key: SigningKey): { kty: 'OKP'; crv: 'Ed25519'; x: string } => ({ kty: key.kty, crv: key.crv, x: key.x });

const wrongField = ({ sub, tenant, roles, ttlSeconds }: TokenRequest): string | null => {
  if (!isSubject(sub)) return 'sub';
  if (!isTenant(tenant)) return 'tenant';
  if (roles.length === 0 || !roles.every(isRole)) return 'roles';
  return Number.isSafeInteger(ttlSeconds) && ttlSeconds > 0 && ttlSeconds <= maxTokenSeconds ? null : 'ttlSeconds';
};
