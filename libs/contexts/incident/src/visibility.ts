import { refused, type Actor } from '@firebreak/event-sourcing';
import { canSee } from '@firebreak/identity';
import type { Incident } from './domain/incident';

/** By the one rule of record visibility. The stream was found under the reader's own tenant. */
const maySee = (incident: Incident, actor: Actor): boolean => {
  if (incident.status === 'Absent') return true;
  const { visibility, openedBy, caller, assignee, group } = incident;
  return canSee({ tenant: '', actor }, { tenant: '', visibility, people: [openedBy, caller, assignee], groups: [group] });
};

/** @throws CodedError `not-found` */
export const requireVisible = (incident: Incident, actor: Actor): void => {
  if (!maySee(incident, actor)) throw refused('not-found');
};

/** A private note is for those who work on incidents; whoever is nothing but a caller sees that there is one, and their own. */
export const mayReadNote = (author: string, audience: 'public' | 'private', reader: Actor): boolean =>
  audience === 'public' || author === reader.id || reader.roles.some((role) => role !== 'caller');
