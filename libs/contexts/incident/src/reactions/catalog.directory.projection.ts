import type { ProjectedDocument, ProjectedEvent, StreamProjection } from '@firebreak/event-sourcing';

// Source: topic firebreak.catalog.v1. Document: one per service and group, id = stream. Eventually consistent with the
// catalog; a command waits for the tokens it is given. Rebuild: firebreak rebuild

export interface DirectoryEntry extends ProjectedDocument {
  readonly tenant: string;
  readonly kind: 'service' | 'group' | 'other';
  readonly key: string;
  readonly members: readonly string[];
  readonly retired: boolean;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const evolve = (doc: DirectoryEntry | null, { tenant, type, data, revision }: ProjectedEvent): DirectoryEntry => {
  const retired = data['retired'] === true;
  switch (type) {
    case 'ServiceRegistered':
    case 'ServiceChanged':
      return { rev: revision, tenant, kind: 'service', key: text(data['service']), members: [], retired };
    case 'GroupChanged':
      return { rev: revision, tenant, kind: 'group', key: text(data['group']), members: data['members'] as string[], retired };
    default:
      return doc ?? { rev: revision, tenant, kind: 'other', key: '', members: [], retired: true };
  }
};

export const catalogDirectory: StreamProjection<DirectoryEntry> = {
  name: 'incident-catalog-directory',
  categories: ['catalog'],
  collection: { name: 'incident_catalog_directory_v1', indexes: [{ fields: ['tenant', 'kind', 'key', 'retired'] }, { fields: ['members'], multi: true }] },
  evolve,
};
