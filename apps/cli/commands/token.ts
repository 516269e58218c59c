import { everyRole, isRole, LocalTokens, type Role } from '@firebreak/identity';
import { openDataFolder, systemClock, systemIds, tenant } from '@firebreak/standalone';
import { CommandFailed, say } from '../say';

export interface TokenOptions {
  readonly data: string;
  readonly role: readonly string[];
  readonly subject: string;
  readonly days: number;
}

/** A named token of this installation, at most ninety days; it stands alone on the line. */
export const token = async ({ data, role, subject, days }: TokenOptions): Promise<void> => {
  const unknown = role.filter((each) => !isRole(each));
  if (unknown.length > 0) throw new CommandFailed(`unknown role ${unknown.join(', ')}; there are ${everyRole.join(', ')}`);
  const { keys } = openDataFolder(data);
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [keys.signing], clock: systemClock, ids: systemIds });
  say((await tokens.issue({ sub: subject, tenant, roles: role as Role[], ttlSeconds: days * 86_400 })).token);
};
