import type { DomainEvent, EventTypes } from '@firebreak/event-sourcing';
import type { Tier } from './vocabulary';

// Latest versions only. The names are the storage format: renaming one is a new version with an upcaster.
// Each event is the whole entry as it stands from then on.

interface ServiceEntry {
  /** What incidents name it by, to the letter. */
  readonly service: string;
  readonly name: string;
  readonly tier: Tier | null;
  readonly affectedUsers: number | null;
  readonly retired: boolean;
}

export type ServiceRegistered = DomainEvent<'ServiceRegistered', ServiceEntry>;
export type ServiceChanged = DomainEvent<'ServiceChanged', ServiceEntry>;

export type GroupChanged = DomainEvent<
  'GroupChanged',
  {
    readonly group: string;
    readonly name: string;
    /** Subject ids, each once, in order. */
    readonly members: readonly string[];
    readonly retired: boolean;
  }
>;

export type ServiceEvent = ServiceRegistered | ServiceChanged;
export type GroupEvent = GroupChanged;
export type CatalogEvent = ServiceEvent | GroupEvent;

export const serviceEventTypes: EventTypes = {
  ServiceRegistered: { personal: [] },
  ServiceChanged: { personal: [] },
} satisfies Record<ServiceEvent['type'], { personal: string[] }>;

export const groupEventTypes: EventTypes = { GroupChanged: { personal: [] } } satisfies Record<GroupEvent['type'], { personal: string[] }>;
