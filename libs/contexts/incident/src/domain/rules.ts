import { refused, toMillis, type Actor, type Command, type CommandMeta, type Instant } from '@firebreak/event-sourcing';
import type { Incident, IncidentOnHold, KnownIncident, OpenIncident } from './incident';
import { openStatuses, type OpenStatus } from './vocabulary';

/** Every command of the incident carries this beside its own content. */
export type IncidentCommand<Type extends string, Data extends object> = Command<Type, Data>;

export const isOpen = (incident: Incident): incident is OpenIncident | IncidentOnHold =>
  incident.status === 'OnHold' || openStatuses.includes(incident.status as OpenStatus);

const allowedText = (from: readonly string[]): string => `allowed from ${from.join(', ')}`;

/** Refuses by the name of the present state. @throws `invalid-transition` */
export const invalidTransition = (incident: Incident, verb: string, from: readonly string[]): Error =>
  refused('invalid-transition', { status: incident.status, rule: `${verb} is ${allowedText(from)}`, whatToDo: 'read the incident again; its state has changed' });

export const known = (incident: Incident): KnownIncident => {
  if (incident.status === 'Absent') throw refused('not-found');
  return incident;
};

const everyOpen = [...openStatuses, 'OnHold'];

export const requireOpen = (incident: Incident, verb: string): OpenIncident | IncidentOnHold => {
  if (!isOpen(incident)) throw invalidTransition(incident, verb, everyOpen);
  return incident;
};

export const hasRole = (actor: Actor, ...roles: string[]): boolean => actor.roles.some((role) => roles.includes(role));

export const isSystem = (actor: Actor): boolean => actor.id.startsWith('system:');

export const isAssignee = (incident: KnownIncident, actor: Actor): boolean => incident.assignee !== null && incident.assignee === actor.id;

export const isMember = (incident: KnownIncident, actor: Actor): boolean => incident.group !== null && actor.groups.includes(incident.group);

/** @throws `not-permitted` naming the rule */
export const permit = (allowed: boolean, rule: string, whatToDo = 'ask somebody who may, or to be made one of them'): void => {
  if (!allowed) throw refused('not-permitted', { rule, whatToDo });
};

/** @throws `invalid-time` for an instant after the command's own */
export const notAfterNow = (field: string, at: Instant, meta: CommandMeta): void => {
  if (toMillis(at) > toMillis(meta.now)) throw refused('invalid-time', { field, rule: `${field} is not after now`, whatToDo: 'send a time that has passed' });
};

/** @throws `time-order` when `at` lies before `from` */
export const notBefore = (field: string, at: Instant, from: Instant | null, fromField: string): void => {
  if (from !== null && at < from) throw refused('time-order', { field, rule: `${field} is not before ${fromField}`, whatToDo: `correct ${fromField} or send a later time` });
};

/** @throws `time-order` when `at` lies after `limit` */
export const notAfter = (field: string, at: Instant, limit: Instant | null, limitField: string): void => {
  if (limit !== null && at > limit) throw refused('time-order', { field, rule: `${field} is not after ${limitField}`, whatToDo: `correct ${limitField} or send an earlier time` });
};

/** A restoration ends the impact that lasts: not before its start, nor before the service failed again. @throws `time-order` */
export const endsImpact = (incident: KnownIncident, field: string, at: Instant): void => {
  notBefore(field, at, incident.milestones['impact-started'], 'impactStartedAt');
  notBefore(field, at, incident.milestones['impact-resumed'], 'impactResumedAt');
  notBefore(field, at, incident.lastReopen?.relapsedAt ?? null, 'relapsedAt');
};

export const isDeskAgent = (actor: Actor): boolean => hasRole(actor, 'service-desk', 'incident-manager');

/** Of each kind; every command folds them all. */
const maxLinks = 1_000;

/** @throws `too-many-links` when one more would be too many */
export const requireRoom = (links: number): void => {
  if (links >= maxLinks) throw refused('too-many-links', { rule: `at most ${maxLinks} links of a kind`, whatToDo: 'raise a problem for what so many have in common' });
};

/** @throws `missing-data` naming the fields */
export const requireData = (fields: Readonly<Record<string, unknown>>, rule: string): void => {
  const missing = Object.keys(fields).filter((name) => fields[name] === null || fields[name] === undefined || fields[name] === '');
  if (missing.length > 0) throw refused('missing-data', { field: missing[0], missing, rule, whatToDo: `give ${missing.join(', ')}` });
};
