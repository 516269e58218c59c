import { event, type AppendBase, type CommandMeta, type EventStore, type EventToAppend, type Instant } from '@firebreak/event-sourcing';
import { incidentCodec, type IncidentEvent } from '@firebreak/incident';
import { tenant } from '@firebreak/standalone';

/** What an incident records and when it happened. */
export interface ToRecord {
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Instant;
}

/** What the public form leaves out. */
const ownFields: Readonly<Record<string, object>> = {
  IncidentLogged: { title: 'Card payments are declined', description: null },
  IncidentResolved: { notes: 'Rolled back.' },
};

const metaOf = (now: Instant, correlationId: string): CommandMeta => ({
  tenant,
  actor: { id: 'bench', roles: [], groups: [] },
  onBehalfOf: null,
  correlationId,
  causationId: null,
  origin: 'live',
  now,
  idempotency: null,
});

/** Puts incidents into a store as the incident context stores them, each stream's events one behind the other. */
export class Recorder {
  private readonly bases = new Map<string, AppendBase>();

  constructor(private readonly store: EventStore) {}

  /** Some events of one stream in one append. @returns the revision of the last */
  async append(stream: string, events: readonly ToRecord[]): Promise<number> {
    const base = this.bases.get(stream) ?? { stream, revision: -1, lastHash: null, lastRecordedAt: null };
    const prepared: EventToAppend[] = [];
    let next = base;
    for (const { type, data, at } of events) {
      const told = event(type, { ...ownFields[type], ...data }) as unknown as IncidentEvent;
      const [one] = incidentCodec.prepare(next, metaOf(at, 'bench'), [told]);
      prepared.push(one!);
      next = { stream, revision: next.revision + 1, lastHash: one!.hash, lastRecordedAt: at };
    }
    await this.store.append(stream, base.revision, prepared);
    this.bases.set(stream, next);
    return next.revision;
  }

  /** All of them, in order along each stream; streams side by side, so many events of them at once. */
  async appendAll(events: readonly ToRecord[], atOnce = 100): Promise<void> {
    for (let at = 0; at < events.length; at += atOnce) {
      const streams = Map.groupBy(events.slice(at, at + atOnce), ({ stream }) => stream);
      await Promise.all([...streams].map(([stream, some]) => this.append(stream, some)));
    }
  }
}
