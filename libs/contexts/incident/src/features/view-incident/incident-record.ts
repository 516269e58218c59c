import { toMillis, type Actor, type AsOf, type Instant, type RecordedEvent } from '@firebreak/event-sourcing';
import type { KnownIncident } from '../../domain/incident';
import type { IncidentEvent, IncidentNoteAdded } from '../../domain/incident-events';
import { mayReadNote } from '../../visibility';

export interface TimelineEntry {
  readonly revision: number;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: string;
  readonly origin: string;
  readonly data: object;
}

export interface IncidentRecord {
  readonly id: string;
  readonly revision: number;
  readonly recordedAt: Instant;
  readonly title: string;
  readonly description: string | null;
  readonly channel: string;
  readonly sourceSystem: string;
  readonly externalId: string | null;
  readonly holdMs: number;
  readonly incident: Omit<KnownIncident, 'imported' | 'liveSinceImport'>;
  readonly timeline: readonly TimelineEntry[];
}

const held = (events: readonly RecordedEvent<IncidentEvent>[], now: Instant): number => {
  let since: Instant | null = null;
  let total = 0;
  for (const { type, metadata } of events) {
    if (type === 'IncidentPutOnHold') since ??= metadata.occurredAt;
    else if (since !== null && (type === 'IncidentResumed' || type === 'IncidentResolved' || type === 'IncidentCancelled')) {
      total += Math.max(0, toMillis(metadata.occurredAt) - toMillis(since));
      since = null;
    }
  }
  return since === null ? total : total + Math.max(0, toMillis(now) - toMillis(since));
};

const readable = ({ type, data, metadata }: RecordedEvent<IncidentEvent>, reader: Actor): object => {
  if (type !== 'IncidentNoteAdded') return data;
  const note = data as IncidentNoteAdded['data'];
  return mayReadNote(metadata.actor, note.audience, reader) ? note : { ...note, text: null };
};

/** In the order things happened; equal times in the order they were recorded. */
export const timelineOf = (events: readonly RecordedEvent<IncidentEvent>[], reader: Actor): readonly TimelineEntry[] =>
  events
    .map((event) => ({
      revision: event.revision,
      type: event.type,
      occurredAt: event.metadata.occurredAt,
      recordedAt: event.metadata.recordedAt,
      actor: event.metadata.actor,
      origin: event.metadata.origin,
      data: readable(event, reader),
    }))
    .sort((a, b) => (a.occurredAt === b.occurredAt ? a.revision - b.revision : a.occurredAt < b.occurredAt ? -1 : 1));

export interface Beheld {
  readonly reader: Actor;
  readonly now: Instant;
  readonly asOf: AsOf | undefined;
}

/** Until when a hold that lasts is counted: no further than one looks. */
const seenAt = ({ now, asOf }: Beheld, last: Instant): Instant => {
  if (asOf === undefined) return now;
  const until = 'recordedAt' in asOf ? asOf.recordedAt : last;
  return until < now ? until : now;
};

export const recordOf = (id: string, incident: KnownIncident, events: readonly RecordedEvent<IncidentEvent>[], beheld: Beheld): IncidentRecord => {
  const [first] = events;
  const last = events.at(-1)!;
  if (first?.type !== 'IncidentLogged') throw new TypeError('a stream begins with IncidentLogged');
  const { title, description, channel, source, externalId } = first.data as Extract<IncidentEvent, { type: 'IncidentLogged' }>['data'];
  // How far an import has come is the import's business.
  const { imported: _imported, liveSinceImport: _live, ...shown } = incident;
  return {
    id,
    revision: last.revision,
    recordedAt: last.metadata.recordedAt,
    title,
    description,
    channel,
    sourceSystem: source,
    externalId,
    holdMs: held(events, seenAt(beheld, last.metadata.recordedAt)),
    incident: shown,
    timeline: timelineOf(events, beheld.reader),
  };
};
