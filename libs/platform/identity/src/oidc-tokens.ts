import { CodedError, toMillis, type Clock } from '@firebreak/event-sourcing';
import { jwtVerify, type JWTPayload } from 'jose';
import { claimedPrincipal } from './claims';
import type { Principal, TokenVerifier } from './principal';
import { isTrustedAddress } from './provider-documents';
import { ProviderKeys } from './provider-keys';
import { wellFormedProviderToken } from './token-form';

export interface OidcTokensOptions {
  /** As the provider states it, to the letter; https, or http on loopback. */
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  /** Which `typ` access tokens may have; `at+jwt` (RFC 9068) alone unless the provider knows better. */
  readonly types?: readonly string[];
  /** The claim that lists roles, or the way to it: `realm_access.roles`. `roles` unless said. */
  readonly rolesClaim?: string;
  /** The claim that names the tenant. `tenant` unless said; `null` where tokens have none and everybody is of the default tenant. */
  readonly tenantClaim?: string | null;
  /** For tokens without that claim; without a default they are refused. */
  readonly defaultTenant?: string;
  /** `when-present` for a provider that states no `nbf`; `iat` is checked in any case. */
  readonly notBefore?: 'required' | 'when-present';
  readonly timeoutMs?: number;
  readonly cooldownMs?: number;
  readonly refreshMs?: number;
  readonly monotonic?: () => number;
  /** The provider did not answer, or not as one should. */
  readonly onUnavailable?: (error: unknown) => void;
}

/** How long an access token of a provider may live, from `iat` to `exp`. */
export const maxProviderTokenSeconds = 15 * 60;
const skewSeconds = 30;
const algorithms = ['EdDSA', 'ES256', 'RS256'] as const;

/**
 * Access tokens of the organisation's identity provider. Keys come from the issuer's own documents and nowhere else; while the
 * provider does not answer, known keys go on and others are told to come back.
 */
export class OidcTokens implements TokenVerifier {
  private readonly keys: ProviderKeys;

  /** Asks nobody anything yet. @throws CodedError `invalid-issuer` */
  constructor(private readonly options: OidcTokensOptions) {
    const { issuer, timeoutMs = 3_000, cooldownMs = 30_000, refreshMs = 600_000, monotonic = () => performance.now(), onUnavailable = () => undefined } = options;
    if (!isTrustedAddress(issuer) || new URL(issuer).search !== '' || new URL(issuer).hash !== '') throw new CodedError('invalid-issuer', { issuer });
    this.keys = new ProviderKeys({ issuer, timeoutMs, cooldownMs, refreshMs, monotonic, onUnavailable });
  }

  /** @throws CodedError `invalid-token`, `headers-too-large`, `forbidden-role`, `identity-provider-unavailable` */
  async verify(token: string): Promise<Principal> {
    const { types = ['at+jwt'], rolesClaim = 'roles', tenantClaim = 'tenant', defaultTenant } = this.options;
    const payload = await this.signedPayload(token, wellFormedProviderToken(token, { algorithms, types }));
    const { iat, exp } = payload;
    if (iat === undefined || exp === undefined || exp - iat > maxProviderTokenSeconds || exp <= iat) throw new CodedError('invalid-token');
    const tenant = tenantClaim === null ? undefined : claimAt(payload, tenantClaim);
    return claimedPrincipal({ sub: payload.sub, tenant: tenant === undefined ? defaultTenant : tenant, roles: claimAt(payload, rolesClaim) });
  }

  private async signedPayload(token: string, typ: string): Promise<JWTPayload> {
    const { issuer, audience, clock, notBefore = 'required' } = this.options;
    try {
      const { payload } = await jwtVerify(token, (header) => this.keys.find(header), {
        algorithms: [...algorithms],
        issuer,
        audience,
        typ,
        requiredClaims: ['iss', 'aud', 'sub', 'iat', 'exp', ...(notBefore === 'required' ? ['nbf'] : [])],
        clockTolerance: skewSeconds,
        currentDate: new Date(toMillis(clock.now())),
        maxTokenAge: maxProviderTokenSeconds,
      });
      return payload;
    } catch (error) {
      throw error instanceof CodedError ? error : new CodedError('invalid-token');
    }
  }
}

/** A claim of that very name, else the way through nested ones; nothing inherited. */
const claimAt = (claims: Readonly<Record<string, unknown>>, name: string): unknown => {
  if (Object.hasOwn(claims, name)) return claims[name];
  let found: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<string, unknown>)[part];
  }
  return found;
};
