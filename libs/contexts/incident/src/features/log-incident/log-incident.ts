import { event, type Instant, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { invalidTransition, notAfterNow, notBefore, requireData, type IncidentCommand } from '../../domain/rules';
import type { Channel, Visibility } from '../../domain/vocabulary';

export type LogIncident = IncidentCommand<
  'LogIncident',
  {
    readonly number: string;
    readonly title: string;
    readonly description: string | null;
    readonly source: string;
    readonly channel: Channel;
    readonly openedAt: Instant;
    readonly caller: string | null;
    readonly alertId: string | null;
    readonly service: string | null;
    readonly configurationItem: string | null;
    readonly impactStartedAt: Instant | null;
    readonly detectedAt: Instant | null;
    readonly fingerprint: string | null;
    readonly externalId: string | null;
    readonly visibility: Visibility;
    readonly reopens: string | null;
  }
>;

const sameLog = (incident: Incident, { data, meta }: LogIncident): boolean =>
  incident.status !== 'Absent' &&
  incident.number === data.number &&
  incident.openedAt === data.openedAt &&
  incident.openedBy === meta.actor.id &&
  incident.caller === data.caller;

export const logIncident = (command: LogIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const { data, meta } = command;
  if (sameLog(incident, command)) return [];
  if (incident.status !== 'Absent') throw invalidTransition(incident, 'log', ['nothing: it exists already']);
  const { title, source, channel, openedAt } = data;
  requireData({ title, source, channel, openedAt }, 'an incident says what, from where, how and since when');
  requireData({ 'caller or alertId': data.caller ?? data.alertId }, 'an incident has a caller or an alert');
  notAfterNow('openedAt', openedAt, meta);
  if (data.impactStartedAt !== null) notAfterNow('impactStartedAt', data.impactStartedAt, meta);
  if (data.detectedAt !== null) {
    notAfterNow('detectedAt', data.detectedAt, meta);
    notBefore('detectedAt', data.detectedAt, data.impactStartedAt, 'impactStartedAt');
  }
  return [event('IncidentLogged', { ...data, openedAtInferred: false, openedBy: meta.actor.id })];
};
