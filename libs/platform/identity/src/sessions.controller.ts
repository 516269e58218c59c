import { toInstant } from '@firebreak/event-sourcing';
import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Public } from './access';
import { cookieOf, sessionCookie } from './credentials';
import { checkOrigin, SIGN_IN, type SignInOptions } from './origin';
import { everyRole, type Role } from './roles';
import { Sessions, SESSIONS } from './sessions';

export class RedeemSessionRequest {
  @ApiProperty({ description: 'The code of a sign-in link; it works once.', example: 'q3Jt0m5G0c1o6cW7hQxw2b9yT8uQz4nV5sKpRrE1aLk' })
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  code!: string;
}

export class CurrentSession {
  @ApiProperty()
  subject!: string;

  @ApiProperty()
  tenant!: string;

  @ApiProperty({ enum: everyRole, isArray: true })
  roles!: readonly Role[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'null for a token, which ends by itself.' })
  expiresAt!: string | null;
}

/** Signing in and out of the browser. Programs send a token instead. */
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    @Inject(SESSIONS) private readonly sessions: Sessions,
    @Inject(SIGN_IN) private readonly signIn: SignInOptions,
  ) {}

  @Post('redeem')
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ type: CurrentSession })
  redeem(@Body() body: RedeemSessionRequest, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): CurrentSession {
    if (request.headers.origin !== undefined) checkOrigin(request, this.signIn);
    const { principal, secret, expiresAt } = this.sessions.redeem(body.code);
    void reply.header('set-cookie', this.cookie(secret));
    return { subject: principal.id, tenant: principal.tenant, roles: principal.roles, expiresAt: toInstant(expiresAt) };
  }

  @Get('current')
  @Allow(...everyRole)
  @ApiOkResponse({ type: CurrentSession })
  current(@Req() request: FastifyRequest): CurrentSession {
    const { id, tenant, roles } = request.principal!;
    const session = request.headers.authorization === undefined ? this.sessions.find(secretOf(request)) : null;
    return { subject: id, tenant, roles, expiresAt: session ? toInstant(session.expiresAt) : null };
  }

  @Delete('current')
  @Allow(...everyRole)
  @HttpCode(204)
  @ApiNoContentResponse()
  end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    this.sessions.end(secretOf(request));
    void reply.header('set-cookie', `${this.cookie('')}; Max-Age=0`);
  }

  private cookie(value: string): string {
    return `${sessionCookie}=${value}; Path=/; HttpOnly; SameSite=Strict${this.signIn.secureCookie ? '; Secure' : ''}`;
  }
}

const secretOf = (request: FastifyRequest): string => cookieOf(request.headers.cookie, sessionCookie) ?? '';
