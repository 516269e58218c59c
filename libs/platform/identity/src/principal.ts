import type { Role } from './roles';

/** Who is asking, as a verified token or session says. Nothing of it is ever read from a body. */
export interface Principal {
  /** Subject id, never a name. */
  readonly id: string;
  readonly tenant: string;
  readonly roles: readonly Role[];
}

/** Verifies what came in the Authorization header. */
export interface TokenVerifier {
  /** @throws CodedError `invalid-token`, `headers-too-large`, `forbidden-role` when no known role is left */
  verify(token: string): Promise<Principal>;
}

export const TOKEN_VERIFIER = Symbol.for('firebreak.token-verifier');

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access guard; `null` on public routes. */
    principal: Principal | null;
  }
}
