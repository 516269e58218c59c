import {
  errorCode,
  handleCommand,
  openedOnce,
  plusMillis,
  sha256,
  type Clock,
  type CommandHandling,
  type CommandMeta,
  type EventStore,
  type Filter,
  type FindOptions,
  type IdSource,
  type Instant,
  type ReadStore,
} from '@firebreak/event-sourcing';
import { incidentAggregate, streamName, type Incident } from '../domain/incident';
import type { IncidentEvent } from '../domain/incident-events';
import type { IncidentPolicies } from '../domain/policies/policies';
import { closeIncident, type CloseIncident } from '../features/close-incident/close-incident';
import { resumeWork } from '../features/resume-work/resume-work';
import { incidentCodec } from '../incident-codec';
import { incidentDue, type DueIncident } from './incident-due.projection';

export interface TimerPorts {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly policies: (tenant: string, now: Instant) => Promise<IncidentPolicies>;
}

const pageSize = 100;

/**
 * Sends the ordinary command when its time has come, at the revision that armed it: a second worker meets a conflict or a
 * quiet repeat, and whoever changed the incident meanwhile wins.
 */
export class IncidentTimers {
  private readonly handling: CommandHandling<Incident, IncidentEvent>;
  private readonly due = openedOnce(() => this.ports.readStore.collection<DueIncident>(incidentDue.collection));

  constructor(private readonly ports: TimerPorts) {
    this.handling = { store: ports.store, codec: incidentCodec, aggregate: incidentAggregate };
  }

  /** @returns how many incidents moved; what failed over one holds up no other, and is thrown at the end */
  async tick(): Promise<number> {
    const now = this.ports.clock.now();
    const failures: unknown[] = [];
    const moved = (await this.followUps(now, failures)) + (await this.autoCloses(now, failures));
    if (failures.length > 0) throw failures[0];
    return moved;
  }

  /** All that wait, page by page: one that does not move is passed, not asked for again. Tenants that come to be done are left out. */
  private async *waiting(kind: 'auto-close' | 'follow-up', until: Instant, done: ReadonlySet<string> = new Set()): AsyncGenerator<DueIncident> {
    const due = await this.due();
    for (let after: FindOptions['after'], more = true; more; ) {
      const filter = this.dueFilter(kind, until, [...done]);
      const found = await due.find({ filter, sort: [{ field: 'at', direction: 'asc' }], limit: pageSize, ...(after ? { after } : {}) });
      for (const { doc } of found) yield doc;
      const last = found.at(-1);
      more = found.length === pageSize;
      if (last) after = { values: [last.doc.at], id: last.id };
    }
  }

  private dueFilter(kind: 'auto-close' | 'follow-up', until: Instant, done: readonly string[]): Filter {
    return {
      op: 'and',
      filters: [
        { op: 'not', filter: { op: 'in', field: 'tenant', values: done } },
        { op: 'eq', field: 'waiting', value: kind },
        { op: 'eq', field: 'armed', value: true },
        { op: 'range', field: 'at', lte: until },
      ],
    };
  }

  private async followUps(now: Instant, failures: unknown[]): Promise<number> {
    let moved = 0;
    for await (const due of this.waiting('follow-up', now)) {
      const data = { reason: 'follow-up' as const, dueAt: due.at };
      const command = { type: 'ResumeWork' as const, data, meta: this.meta('follow-up', due, now) };
      moved += await this.send(() => handleCommand(this.handling, this.streamOf(due), resumeWork, command, { expected: due.rev }), failures);
    }
    return moved;
  }

  /** In order of resolution, so a tenant's first incident that is not due yet ends its turn and nobody else's. */
  private async autoCloses(now: Instant, failures: unknown[]): Promise<number> {
    const done = new Set<string>();
    let moved = 0;
    for await (const due of this.waiting('auto-close', now, done)) {
      if (done.has(due.tenant)) continue;
      const { version, policy } = (await this.ports.policies(due.tenant, now))['auto-close'];
      const dueAt = plusMillis(due.at!, policy.afterMs);
      if (policy.enabled && dueAt <= now) moved += await this.close(due, { by: 'timer', dueAt, policyVersion: version }, now, failures);
      else done.add(due.tenant);
    }
    return moved;
  }

  private close(due: DueIncident, data: CloseIncident['data'], now: Instant, failures: unknown[]): Promise<number> {
    const command: CloseIncident = { type: 'CloseIncident', data, meta: this.meta('auto-close', due, now) };
    return this.send(() => handleCommand(this.handling, this.streamOf(due), closeIncident, command, { expected: due.rev }), failures);
  }

  private streamOf({ tenant, id }: DueIncident): string {
    return streamName(tenant, id);
  }

  private async send(command: () => Promise<{ readonly outcome: string }>, failures: unknown[]): Promise<number> {
    try {
      return (await command()).outcome === 'appended' ? 1 : 0;
    } catch (error) {
      // The projection is behind, or somebody was faster: the next tick sees what is true then.
      if (errorCode(error) === undefined) failures.push(error);
      return 0;
    }
  }

  private meta(name: string, due: DueIncident, now: Instant): CommandMeta {
    const actor = `system:${name}`;
    const key = `timer:${name}:${this.streamOf(due)}:${due.cycle}:${due.at}`;
    return {
      tenant: due.tenant,
      actor: { id: actor, roles: [], groups: [] },
      onBehalfOf: null,
      correlationId: this.ports.ids.next(),
      causationId: null,
      origin: 'live',
      now,
      idempotency: { keyHash: sha256(key), bodyHash: sha256(name), actor },
    };
  }
}
