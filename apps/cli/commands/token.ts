import { existsSync } from 'node:fs';
import Table from 'cli-table3';
import { toInstant, type Instant } from '@firebreak/event-sourcing';
import { everyRole, isRole, LocalTokens, type Role } from '@firebreak/identity';
import { openDataFolder, systemClock, systemIds, tenant, TokenRegister, type ListedToken } from '@firebreak/standalone';
import { CommandFailed, say } from '../say';

export interface TokenOptions {
  readonly data: string;
  readonly role: readonly string[];
  readonly name?: string;
  readonly subject: string;
  readonly days: number;
}

const nameForm = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;

const register = (data: string): TokenRegister => {
  if (!existsSync(data)) throw new CommandFailed(`there is no folder ${data}`);
  return new TokenRegister(data);
};

/** A named token of this installation, at most ninety days; it stands alone on the line, and nowhere else. */
export const createToken = async ({ data, role, name, subject, days }: TokenOptions): Promise<void> => {
  const unknown = role.filter((each) => !isRole(each));
  if (unknown.length > 0) throw new CommandFailed(`unknown role ${unknown.join(', ')}; there are ${everyRole.join(', ')}`);
  if (!nameForm.test(name ?? subject)) throw new CommandFailed('a name has up to 128 letters, digits and ._:@-');
  const { keys, dir } = openDataFolder(data);
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [keys.signing], clock: systemClock, ids: systemIds });
  const roles = role as Role[];
  const { token, tokenId, expiresAt } = await tokens.issue({ sub: subject, tenant, roles, ttlSeconds: days * 86_400 });
  // What cannot be listed could not be revoked, so it is kept before anybody sees it.
  new TokenRegister(dir).add({ id: tokenId, name: name ?? subject, subject, roles, issuedAt: systemClock.now(), expiresAt: toInstant(expiresAt * 1_000) });
  say(token);
};

const state = ({ revokedAt, expiresAt }: ListedToken, now: Instant): string => {
  if (revokedAt !== null) return `revoked ${revokedAt.slice(0, 10)}`;
  return `${expiresAt <= now ? 'ended' : 'until'} ${expiresAt.slice(0, 10)}`;
};

export const listTokens = ({ data, json }: { readonly data: string; readonly json: boolean }): void => {
  const listed = register(data).list();
  if (json) return say(JSON.stringify(listed, null, 2));
  const table = new Table({ head: ['Name', 'Id', 'Subject', 'Roles', 'Issued', 'State'], style: { head: [], border: [] } });
  for (const token of listed) {
    table.push([token.name, token.id, token.subject, token.roles.join(', '), token.issuedAt.slice(0, 10), state(token, systemClock.now())]);
  }
  say(table.toString());
};

export const revokeTokens = (which: string, { data }: { readonly data: string }): void => {
  const revoked = register(data).revoke(which, systemClock.now());
  if (revoked.length === 0) throw new CommandFailed(`no token of the name or id ${which} is left to revoke`);
  for (const { name, id } of revoked) say(`revoked ${name} ${id}`);
};
