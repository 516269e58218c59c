import { createHash, randomBytes } from 'node:crypto';
import { CodedError, toMillis, type Clock } from '@firebreak/event-sourcing';
import { isSubject, isTenant } from './claims';
import type { Principal } from './principal';
import { isRole } from './roles';

export const SESSIONS = Symbol.for('firebreak.sessions');

export interface Session {
  readonly principal: Principal;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface RedeemedSession extends Session {
  /** What the cookie holds; kept here only as a hash. */
  readonly secret: string;
}

export interface SessionsOptions {
  readonly clock: Clock;
  readonly codeSeconds?: number;
  readonly sessionSeconds?: number;
}

const maxKept = 1_000;
const hashed = (secret: string): string => createHash('sha256').update(secret).digest('base64');

/** Sign-in links that work once, and the sessions they turn into. Held in memory: after a restart a new link is needed. */
export class Sessions {
  private readonly codes = new Map<string, Session>();
  private readonly sessions = new Map<string, Session>();
  private readonly codeMillis: number;
  private readonly sessionMillis: number;

  constructor(private readonly options: SessionsOptions) {
    this.codeMillis = (options.codeSeconds ?? 600) * 1000;
    this.sessionMillis = (options.sessionSeconds ?? 12 * 3600) * 1000;
  }

  /** The code of a sign-in link. @throws CodedError `invalid-token-request` */
  createCode(principal: Principal): string {
    const right = isSubject(principal.id) && isTenant(principal.tenant) && principal.roles.length > 0 && principal.roles.every(isRole);
    if (!right) throw new CodedError('invalid-token-request');
    return this.keep(this.codes, principal, this.codeMillis);
  }

  /** @throws CodedError `invalid-sign-in-code` when it is unknown, used or too old */
  redeem(code: string): RedeemedSession {
    const known = this.current(this.codes, code);
    this.codes.delete(hashed(code));
    if (!known) throw new CodedError('invalid-sign-in-code');
    const secret = this.keep(this.sessions, known.principal, this.sessionMillis);
    return { ...this.sessions.get(hashed(secret))!, secret };
  }

  find(secret: string): Session | null {
    return this.current(this.sessions, secret);
  }

  end(secret: string): void {
    this.sessions.delete(hashed(secret));
  }

  private current(kept: Map<string, Session>, secret: string): Session | null {
    const found = kept.get(hashed(secret));
    return found && found.expiresAt > this.nowMillis() ? found : null;
  }

  private keep(kept: Map<string, Session>, principal: Principal, millis: number): string {
    for (const [key, { expiresAt }] of kept) {
      if (expiresAt <= this.nowMillis()) kept.delete(key);
    }
    if (kept.size >= maxKept) kept.delete(kept.keys().next().value!);
    const secret = randomBytes(32).toString('base64url');
    kept.set(hashed(secret), { principal, expiresAt: this.nowMillis() + millis });
    return secret;
  }

  private nowMillis(): number {
    return toMillis(this.options.clock.now());
  }
}
