import { CodedError } from '@firebreak/event-sourcing';
import { createRemoteJWKSet, customFetch, errors, type CryptoKey, type JWK, type JWTHeaderParameters, type RemoteJWKSet } from 'jose';
import { discoverKeys, fetchBounded, unavailable } from './provider-documents';

export interface ProviderKeysOptions {
  readonly issuer: string;
  readonly timeoutMs: number;
  /** How long an unknown key waits for the next look, and a provider that did not answer for the next question. */
  readonly cooldownMs: number;
  /** After this long the keys are asked for again, so that withdrawn ones end. */
  readonly refreshMs: number;
  /** Milliseconds that only ever grow. */
  readonly monotonic: () => number;
  readonly onUnavailable: (error: unknown) => void;
}

/** The keys of an identity provider: found when first needed, kept while it does not answer. */
export class ProviderKeys {
  private keys: RemoteJWKSet | null = null;
  private discovering: Promise<RemoteJWKSet> | null = null;
  private refreshedAt = 0;
  private failedAt: number | null = null;

  constructor(private readonly options: ProviderKeysOptions) {}

  /** @throws CodedError `invalid-token` for a key the provider does not have, `identity-provider-unavailable` when that cannot be known */
  async find(header: JWTHeaderParameters): Promise<CryptoKey> {
    const keys = this.keys ?? (await this.discover());
    await this.refreshWhenOld(keys);
    const named = keys.jwks()?.keys.filter(({ kid }) => kid === header.kid) ?? [];
    if (named.length === 0) this.refuseWhileFailing();
    // Asking again would not make it another kind of key.
    else if (!named.some((key) => fits(key, header.alg))) throw new CodedError('invalid-token');
    try {
      return await keys(header);
    } catch (error) {
      if (isOfToken(error)) throw new CodedError('invalid-token');
      throw this.failed(error);
    }
  }

  private async discover(): Promise<RemoteJWKSet> {
    this.refuseWhileFailing();
    this.discovering ??= this.ask().finally(() => (this.discovering = null));
    return this.discovering;
  }

  private async ask(): Promise<RemoteJWKSet> {
    const { issuer, timeoutMs, cooldownMs } = this.options;
    try {
      const keys = createRemoteJWKSet(await discoverKeys(issuer, timeoutMs), {
        timeoutDuration: timeoutMs,
        cooldownDuration: cooldownMs,
        // When keys are old is decided below: the known ones go on while nobody can be asked.
        cacheMaxAge: Infinity,
        [customFetch]: fetchBounded,
      });
      await keys.reload();
      this.succeeded();
      this.keys = keys;
      return keys;
    } catch (error) {
      throw this.failed(error);
    }
  }

  private async refreshWhenOld(keys: RemoteJWKSet): Promise<void> {
    if (this.options.monotonic() - this.refreshedAt < this.options.refreshMs || this.waitMs() > 0) return;
    await keys.reload().then(
      () => this.succeeded(),
      (error: unknown) => void this.failed(error),
    );
  }

  private succeeded(): void {
    this.refreshedAt = this.options.monotonic();
    this.failedAt = null;
  }

  private failed(error: unknown): CodedError {
    this.failedAt = this.options.monotonic();
    this.options.onUnavailable(error);
    return unavailable(this.options.cooldownMs);
  }

  private waitMs(): number {
    return this.failedAt === null ? 0 : Math.max(0, this.failedAt + this.options.cooldownMs - this.options.monotonic());
  }

  private refuseWhileFailing(): void {
    const wait = this.waitMs();
    if (wait > 0) throw unavailable(wait);
  }
}

const kinds: Readonly<Record<string, string>> = { EdDSA: 'OKP Ed25519', ES256: 'EC P-256', RS256: 'RSA' };

const fits = ({ kty, crv, alg, use }: JWK, wanted: string): boolean =>
  kinds[wanted] === [kty, crv].filter((part) => part !== undefined).join(' ') && (alg ?? wanted) === wanted && (use ?? 'sig') === 'sig';

// What jose says of the key that a token asks for; everything else is said of the provider.
const tokenCodes: ReadonlySet<string> = new Set([errors.JWKSNoMatchingKey.code, errors.JWKSMultipleMatchingKeys.code, errors.JOSENotSupported.code]);

const isOfToken = (error: unknown): boolean => error instanceof errors.JOSEError && tokenCodes.has(error.code);
