import type { ProjectedDocument, ProjectedEvent, StreamProjection } from '@firebreak/event-sourcing';
import type { CatalogEvent } from '../../domain/catalog-events';
import { category, type EntryKind } from '../../domain/catalog-stream';
import type { Tier } from '../../domain/vocabulary';

// Source: category catalog of the event store. Document: one per service and group, id = stream. Eventually consistent
// with the store; a list waits for the tokens it is given. Rebuild: firebreak rebuild

export interface ListedEntry extends ProjectedDocument {
  readonly tenant: string;
  readonly kind: EntryKind;
  readonly key: string;
  readonly name: string;
  readonly tier: Tier | null;
  readonly affectedUsers: number | null;
  readonly members: readonly string[];
  readonly retired: boolean;
}

const evolve = (_before: ListedEntry | null, { tenant, revision, type, data }: ProjectedEvent): ListedEntry => {
  const listed = { rev: revision, tenant };
  const event = { type, data } as unknown as CatalogEvent;
  switch (event.type) {
    case 'ServiceRegistered':
    case 'ServiceChanged': {
      const { service, name, tier, affectedUsers, retired } = event.data;
      return { ...listed, kind: 'service', key: service, name, tier, affectedUsers, members: [], retired };
    }
    case 'GroupChanged': {
      const { group, name, members, retired } = event.data;
      return { ...listed, kind: 'group', key: group, name, tier: null, affectedUsers: null, members, retired };
    }
  }
};

export const catalogList: StreamProjection<ListedEntry> = {
  name: 'catalog-list',
  categories: [category],
  collection: { name: 'catalog_list_v1', indexes: [{ fields: ['tenant', 'kind', 'key'] }], text: ['key', 'name'] },
  evolve,
};
