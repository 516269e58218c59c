import { CodedError } from '@firebreak/event-sourcing';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { accessOf, type Access } from './access';
import { credentialOf } from './credentials';
import { checkOrigin, SIGN_IN, type SignInOptions } from './origin';
import { TOKEN_VERIFIER, type Principal, type TokenVerifier } from './principal';
import { Sessions, SESSIONS } from './sessions';

/** Deny by default: nobody passes a route that does not say who may. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly stated = new Map<object, Access>();

  constructor(
    @Inject(TOKEN_VERIFIER) private readonly tokens: TokenVerifier,
    @Inject(SESSIONS) private readonly sessions: Sessions,
    @Inject(SIGN_IN) private readonly signIn: SignInOptions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.access(context);
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.identify(request);
    request.principal = principal;
    if (!principal.roles.some((role) => access.includes(role))) throw forbidden(access);
    return true;
  }

  /** @throws CodedError `unauthenticated`, `invalid-token`, `forbidden-origin` */
  async identify(request: FastifyRequest): Promise<Principal> {
    const { kind, secret } = credentialOf(request);
    if (kind === 'token') return this.tokens.verify(secret);
    checkOrigin(request, this.signIn);
    const session = this.sessions.find(secret);
    if (!session) throw new CodedError('unauthenticated');
    return session.principal;
  }

  private access(context: ExecutionContext): Access {
    const handler = context.getHandler();
    const known = this.stated.get(handler) ?? accessOf(handler, context.getClass()) ?? [];
    this.stated.set(handler, known);
    return known;
  }
}

const forbidden = (allowed: readonly string[]): CodedError =>
  new CodedError('forbidden-role', allowed.length > 0 ? { role: allowed.join(', ') } : {});
