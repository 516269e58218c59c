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

export const logIncident = ({ data, meta }: LogIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (incident.status !== 'Absent') throw invalidTransition(incident, 'log', ['nothing: it exists already']);
  requireData({ 'caller or alertId': data.caller ?? data.alertId }, 'an incident has a caller or an alert');
  notAfterNow('openedAt', data.openedAt, meta);
  if (data.impactStartedAt !== null) notAfterNow('impactStartedAt', data.impactStartedAt, meta);
  if (data.detectedAt !== null) {
    notAfterNow('detectedAt', data.detectedAt, meta);
    notBefore('detectedAt', data.detectedAt, data.impactStartedAt, 'impactStartedAt');
  }
  return [event('IncidentLogged', { ...data, openedAtInferred: false, openedBy: meta.actor.id })];
};
