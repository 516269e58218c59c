import { refused, type Actor } from '@firebreak/event-sourcing';
import { hasRole, isAssignee, isMember, isSystem } from './domain/rules';
import type { Incident } from './domain/incident';

/** Restricted: those who run the process, those who audit it, and those who are part of it. Everybody else: it does not exist. */
export const maySee = (incident: Incident, actor: Actor): boolean => {
  if (incident.status === 'Absent' || incident.visibility === 'normal' || isSystem(actor)) return true;
  return (
    hasRole(actor, 'incident-manager', 'auditor') ||
    incident.openedBy === actor.id ||
    incident.caller === actor.id ||
    isAssignee(incident, actor) ||
    isMember(incident, actor)
  );
};

/** @throws CodedError `not-found` */
export const requireVisible = (incident: Incident, actor: Actor): void => {
  if (!maySee(incident, actor)) throw refused('not-found');
};

/** A private note is for those who work on incidents; whoever is nothing but a caller sees that there is one, and their own. */
export const mayReadNote = (author: string, audience: 'public' | 'private', reader: Actor): boolean =>
  audience === 'public' || author === reader.id || reader.roles.some((role) => role !== 'caller');
