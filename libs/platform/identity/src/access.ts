import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Role } from './roles';

export type Access = 'public' | readonly Role[];

const accessKey = 'firebreak:access';

/** Who may call this route. Without `@Allow` or `@Public` nobody may. */
export const Allow = (...roles: readonly Role[]): CustomDecorator => SetMetadata(accessKey, [...new Set(roles)]);

/** Open to anybody, signed in or not: health, sign-in. */
export const Public = (): CustomDecorator => SetMetadata(accessKey, 'public' satisfies Access);

/** What a route's method says, else its class; `undefined` when neither does. */
export const accessOf = (handler: object, controller: object): Access | undefined => {
  const stated = (target: object): Access | undefined => Reflect.getMetadata(accessKey, target) as Access | undefined;
  return stated(handler) ?? stated(controller);
};
