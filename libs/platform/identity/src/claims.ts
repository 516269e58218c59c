import { CodedError } from '@firebreak/event-sourcing';
import type { Principal } from './principal';
import { isRole, isSystemActor } from './roles';

const subject = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;
const tenantName = /^[a-z0-9_]{1,32}$/;

export const isSubject = (value: unknown): value is string => typeof value === 'string' && subject.test(value) && !isSystemActor(value);

export const isTenant = (value: unknown): value is string => typeof value === 'string' && tenantName.test(value);

/**
 * Who verified claims speak of. Roles nobody knows are ignored.
 * @throws CodedError `invalid-token`; `forbidden-role` when no known role is left
 */
export const claimedPrincipal = (claims: Readonly<Record<string, unknown>>): Principal => {
  const { sub, tenant, roles } = claims;
  if (!isSubject(sub) || !isTenant(tenant)) throw new CodedError('invalid-token');
  const known = Array.isArray(roles) ? [...new Set(roles.filter(isRole))] : [];
  if (known.length === 0) throw new CodedError('forbidden-role', { whatToDo: 'Ask for a role that this installation knows.' });
  return { id: sub, tenant, roles: known };
};
