import { handleCommand, type CommandHandling, type Decision, type DomainEvent, type EventStore } from '@firebreak/event-sourcing';
import type { CommandEdge, CommandResult } from '@firebreak/http';
import { EVENT_STORE } from '@firebreak/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { groupCodec, serviceCodec } from './domain/catalog-codec';
import type { GroupEvent, ServiceEvent } from './domain/catalog-events';
import { entryId, streamOfEntry, type EntryKind } from './domain/catalog-stream';
import { groupAggregate, type Group } from './domain/group';
import type { CatalogCommand } from './domain/rules';
import { serviceAggregate, type Service } from './domain/service';
import { idOf } from './entry-key';

type AnyCommand = CatalogCommand<string, object>;

/** Hands the decisions on one kind of entry to the kernel. */
class Entries<State, E extends DomainEvent> {
  constructor(
    private readonly kind: EntryKind,
    private readonly handling: CommandHandling<State, E>,
  ) {}

  /** Runs a decision on an entry that is there. @throws CodedError as handleCommand does */
  handle<C extends AnyCommand>(key: string, edge: CommandEdge, decision: Decision<C, State, E>, type: C['type'], data: C['data']): Promise<CommandResult> {
    const expected = edge.expectation === 'any' ? 'exists' : edge.expectation;
    return this.run(idOf(this.kind, edge.meta.tenant, key), decision, { type, data, meta: edge.meta } as C, expected);
  }

  /** Runs a decision on an entry that may not be there yet. @throws CodedError as handleCommand does */
  async create<C extends AnyCommand>(key: string, edge: CommandEdge, decision: Decision<C, State, E>, type: C['type'], data: C['data']): Promise<CommandResult> {
    const id = entryId(this.kind, edge.meta.tenant, key);
    const result = await this.run(id, decision, { type, data, meta: edge.meta } as C, edge.expectation);
    return { ...result, created: result.handled.outcome !== 'quiet' && result.handled.revision === 0 };
  }

  private async run<C extends AnyCommand>(id: string, decision: Decision<C, State, E>, command: C, expected: CommandEdge['expectation']): Promise<CommandResult> {
    const stream = streamOfEntry(this.kind, command.meta.tenant, id);
    return { handled: await handleCommand(this.handling, stream, decision, command, { expected }), id, number: null };
  }
}

/** The catalog's side of the edge. */
@Injectable()
export class CatalogCommands {
  readonly services: Entries<Service, ServiceEvent>;
  readonly groups: Entries<Group, GroupEvent>;
  conflicts = 0;

  constructor(@Inject(EVENT_STORE) store: EventStore) {
    const onConflict = (): void => void (this.conflicts += 1);
    this.services = new Entries('service', { store, codec: serviceCodec, aggregate: serviceAggregate, onConflict });
    this.groups = new Entries('group', { store, codec: groupCodec, aggregate: groupAggregate, onConflict });
  }
}
