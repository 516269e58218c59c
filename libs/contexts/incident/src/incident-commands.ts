import {
  CodedError,
  errorCode,
  handleCommand,
  loadStream,
  namespaces,
  NumberBlocks,
  uuidV5,
  type AsOf,
  type CommandHandling,
  type CommandMeta,
  type Decision,
  type EventStore,
  type IdSource,
  type LoadedStream,
  type NewEvent,
} from '@firebreak/event-sourcing';
import { parseRecordId, type CommandEdge, type CommandResult, type ReadEdge } from '@firebreak/http';
import { EVENT_STORE, ID_SOURCE, Runtime } from '@firebreak/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { Directory } from './directory';
import { incidentAggregate, streamName, type Incident, type KnownIncident } from './domain/incident';
import type { IncidentEvent } from './domain/incident-events';
import type { IncidentPolicies } from './domain/policies/policies';
import type { IncidentCommand } from './domain/rules';
import { incidentCodec } from './incident-codec';
import { IncidentIndex } from './incident-index';
import { catalogDirectory } from './reactions/catalog.directory.projection';
import { PolicyBook } from './policy-book';
import { requireVisible } from './visibility';

export const numberPrefix = 'INC';

/** What must stand in the catalog. Its refusal counts only for a command that is decided: a repeat has its answer. */
type Precondition = () => Promise<void>;
const nothingMore: Precondition = () => Promise.resolve();

const after = async <C, S, E extends IncidentEvent>(check: Precondition, decision: (command: C, state: S) => readonly NewEvent<E>[]): Promise<typeof decision> => {
  const refusal = await check().then(
    () => null,
    (error: unknown) => ({ error }),
  );
  return (command, state) => {
    if (refusal) throw refusal.error;
    return decision(command, state);
  };
};

/** The incident's side of the edge: finds the record, fills in who is asking, and hands the decision to the kernel. */
@Injectable()
export class IncidentCommands {
  private readonly handling: CommandHandling<Incident, IncidentEvent>;
  private readonly numbers: NumberBlocks;
  conflicts = 0;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly runtime: Runtime,
    private readonly index: IncidentIndex,
    private readonly policyBook: PolicyBook,
    readonly directory: Directory,
    @Inject(ID_SOURCE) ids: IdSource,
  ) {
    this.numbers = new NumberBlocks({ store, ids, prefix: numberPrefix, kind: 'incident' });
    this.handling = {
      store,
      codec: incidentCodec,
      aggregate: incidentAggregate,
      authorise: (incident, meta) => requireVisible(incident, meta.actor),
      onConflict: () => (this.conflicts += 1),
    };
  }

  policies(edge: CommandEdge | ReadEdge): Promise<IncidentPolicies> {
    const { tenant, now } = 'meta' in edge ? edge.meta : edge;
    return this.policyBook.current(tenant, now, edge.consistency);
  }

  /** Runs a decision on an existing incident. @throws CodedError as handleCommand does, `not-found`, `invalid-id` */
  async handle<Type extends string, Data extends object>(
    id: string,
    edge: CommandEdge,
    decision: Decision<IncidentCommand<Type, Data>, Incident, IncidentEvent>,
    type: Type,
    data: Data,
    check: Precondition = nothingMore,
  ): Promise<CommandResult> {
    const uuid = await this.resolve(edge.meta.tenant, id);
    const asked = await this.withGroups(edge);
    const command = { type, data, meta: asked.meta };
    const expected = asked.expectation === 'any' ? 'exists' : asked.expectation;
    let number: string | null = null;
    const authorise = (incident: Incident, meta: CommandMeta): void => {
      requireVisible(incident, meta.actor);
      number = incident.status === 'Absent' ? null : incident.number;
    };
    const handled = await handleCommand({ ...this.handling, authorise }, streamName(asked.meta.tenant, uuid), await after(check, decision), command, { expected });
    return { handled, id: uuid, number };
  }

  /** Runs a decision on an incident that the Idempotency-Key names: the same key is the same incident. */
  async create<Type extends string, Data extends object>(
    edge: CommandEdge,
    decision: Decision<IncidentCommand<Type, Data>, Incident, IncidentEvent>,
    type: Type,
    data: (number: string) => Data,
    check: Precondition = nothingMore,
  ): Promise<CommandResult> {
    const { meta } = await this.withGroups(edge);
    const uuid = uuidV5(namespaces.created, `${meta.tenant}\nincident\n${edge.idempotencyKey}`);
    const number = await this.numbers.next(meta);
    const stream = streamName(meta.tenant, uuid);
    // Only the key leads here: who may not see the record used somebody else's.
    const { authorise: _seen, ...handling } = this.handling;
    const handled = await handleCommand(handling, stream, await after(check, decision), { type, data: data(number), meta }, { expected: 'any' });
    if (handled.outcome !== 'replayed') return { handled, id: uuid, number, created: true };
    const { state } = await loadStream(this.store, incidentAggregate, incidentCodec, stream);
    return { handled, id: uuid, number: state.status === 'Absent' ? null : state.number, created: true };
  }

  nextNumber(edge: CommandEdge): Promise<string> {
    return this.numbers.next(edge.meta);
  }

  /** The record as its reader may see it; who may see it now may see its past. @throws CodedError `not-found` */
  async view(id: string, reader: ReadEdge, asOf?: AsOf): Promise<LoadedStream<Incident, IncidentEvent> & { readonly state: KnownIncident; readonly id: string }> {
    const uuid = await this.resolve(reader.tenant, id);
    const load = (until?: AsOf): Promise<LoadedStream<Incident, IncidentEvent>> => loadStream(this.store, incidentAggregate, incidentCodec, streamName(reader.tenant, uuid), until);
    const present = await load();
    const groups = await this.directory.groupsOf(reader.tenant, reader.actor.id);
    requireVisible(present.state, { ...reader.actor, groups });
    const loaded = asOf ? await load(asOf) : present;
    const { state } = loaded;
    if (state.status === 'Absent') throw new CodedError('not-found');
    return { ...loaded, state, id: uuid };
  }

  /** The stream id of the incident that a field of a command names. @throws CodedError `not-found`, `invalid-id` naming the field */
  async reference(edge: CommandEdge, id: string, field: string): Promise<string> {
    const { meta, consistency } = edge;
    try {
      return (await this.view(id, { tenant: meta.tenant, actor: meta.actor, now: meta.now, consistency })).id;
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'not-found' && code !== 'invalid-id') throw error;
      throw new CodedError(code, { field, whatToDo: 'name an incident that is there and that you may see, by its id or number' });
    }
  }

  async requireService(edge: CommandEdge, key: string | null | undefined): Promise<void> {
    await this.awaitDirectory(edge);
    await this.directory.requireService(edge.meta.tenant, key ?? null);
  }

  async requireGroup(edge: CommandEdge, key: string | null): Promise<void> {
    await this.awaitDirectory(edge);
    await this.directory.requireGroup(edge.meta.tenant, key);
  }

  private async resolve(tenant: string, id: string): Promise<string> {
    const parsed = parseRecordId(id, numberPrefix);
    return 'uuid' in parsed ? parsed.uuid : this.index.byNumber(tenant, parsed.number);
  }

  private async awaitDirectory(edge: CommandEdge): Promise<void> {
    for (const { stream, revision } of edge.consistency) await this.runtime.waitForRevision(catalogDirectory.name, stream, revision);
  }

  private async withGroups(edge: CommandEdge): Promise<CommandEdge> {
    await this.awaitDirectory(edge);
    const { actor, tenant } = edge.meta;
    const groups = await this.directory.groupsOf(tenant, actor.id);
    return { ...edge, meta: { ...edge.meta, actor: { ...actor, groups } } };
  }
}
