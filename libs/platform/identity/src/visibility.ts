import type { Actor } from '@firebreak/event-sourcing';
import { isSystemActor, type Role } from './roles';

export interface RecordVisibility {
  readonly tenant: string;
  readonly visibility: 'normal' | 'restricted';
  /** Opener, caller, assignee: who is part of it. */
  readonly people: readonly (string | null)[];
  readonly groups: readonly (string | null)[];
}

export interface Onlooker {
  readonly tenant: string;
  /** Id of whoever asks, with the groups as the directory has them. */
  readonly actor: Actor;
}

const seeRestricted: readonly Role[] = ['incident-manager', 'auditor'];

/** Who sees a record. What one may not see answers as what is not there: `not-found`. */
export const canSee = ({ tenant, actor }: Onlooker, record: RecordVisibility): boolean => {
  if (tenant !== record.tenant) return false;
  if (record.visibility === 'normal' || isSystemActor(actor.id)) return true;
  return (
    seeRestricted.some((role) => actor.roles.includes(role)) ||
    record.people.includes(actor.id) ||
    actor.groups.some((group) => record.groups.includes(group))
  );
};
