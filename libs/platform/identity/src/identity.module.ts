import { Global, Module, type DynamicModule } from '@nestjs/common';
import { AccessGuard } from './access.guard';
import { SIGN_IN, type SignInOptions } from './origin';
import { TOKEN_VERIFIER, type TokenVerifier } from './principal';
import { SessionsController } from './sessions.controller';
import { Sessions, SESSIONS } from './sessions';

export interface IdentityOptions {
  readonly tokens: TokenVerifier;
  readonly sessions: Sessions;
  readonly signIn?: SignInOptions;
}

/** Who may sign in how, bound once by the app. */
@Global()
@Module({})
export class IdentityModule {
  static with({ tokens, sessions, signIn = {} }: IdentityOptions): DynamicModule {
    const providers = [
      { provide: TOKEN_VERIFIER, useValue: tokens },
      { provide: SESSIONS, useValue: sessions },
      { provide: SIGN_IN, useValue: signIn },
    ];
    return {
      module: IdentityModule,
      controllers: [SessionsController],
      providers: [...providers, AccessGuard],
      exports: [AccessGuard, ...providers.map((each) => each.provide)],
    };
  }
}
