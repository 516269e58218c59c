import { namespaces, streamName, uuidV5 } from '@firebreak/event-sourcing';

export const category = 'catalog';

export type EntryKind = 'service' | 'group';

/** The id of an entry is known from its key alone: whoever registers it, and how often, it is one entry. */
export const entryId = (kind: EntryKind, tenant: string, key: string): string => uuidV5(namespaces.created, `${tenant}|${kind}|${key}`);

export const streamOfEntry = (kind: EntryKind, tenant: string, id: string): string => streamName(category, tenant, `${kind}:${id}`);

export const catalogStream = (kind: EntryKind, tenant: string, key: string): string => streamOfEntry(kind, tenant, entryId(kind, tenant, key));
