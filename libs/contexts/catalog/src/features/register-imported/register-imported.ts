import { event, refused, sha256, type Instant, type NewEvent, type Provenance } from '@firebreak/event-sourcing';
import type { GroupEvent, ServiceEvent } from '../../domain/catalog-events';
import type { EntryKind } from '../../domain/catalog-stream';
import type { Group } from '../../domain/group';
import type { CatalogCommand } from '../../domain/rules';
import type { Service } from '../../domain/service';

export interface ImportedEntry {
  /** The system whose records name the entry. */
  readonly source: string;
  readonly key: string;
}

export type RegisterImportedService = CatalogCommand<'RegisterImportedService', ImportedEntry>;
export type RegisterImportedGroup = CatalogCommand<'RegisterImportedGroup', ImportedEntry>;

/** No source says since when; one fixed instant keeps a repeated import the same to the byte. */
export const sinceEver: Instant = '1970-01-01T00:00:00.000Z';

const provenanceOf = (kind: EntryKind, { source, key }: ImportedEntry): Provenance => {
  if (source === '') throw refused('missing-data', { field: 'source', rule: 'what is imported says where from', whatToDo: 'give source' });
  return { source, caseId: key, file: null, row: 0, step: 0, adjustedFrom: null, digest: sha256(JSON.stringify([source, kind, key])) };
};

export const registerImportedService = ({ data }: RegisterImportedService, service: Service): readonly NewEvent<ServiceEvent>[] => {
  if (service.status !== 'Absent') return [];
  const registered = event('ServiceRegistered', { service: data.key, name: data.key, tier: null, affectedUsers: null, retired: false });
  return [{ ...registered, occurredAt: sinceEver, provenance: provenanceOf('service', data) }];
};

export const registerImportedGroup = ({ data }: RegisterImportedGroup, group: Group): readonly NewEvent<GroupEvent>[] => {
  if (group.status !== 'Absent') return [];
  const registered = event('GroupChanged', { group: data.key, name: data.key, members: [], retired: false });
  return [{ ...registered, occurredAt: sinceEver, provenance: provenanceOf('group', data) }];
};
