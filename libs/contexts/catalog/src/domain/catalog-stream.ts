import { namespaces, streamName, uuidV5 } from '@firebreak/event-sourcing';

export const category = 'catalog';

export type EntryKind = 'service' | 'group';

/** The stream of an entry is known from its key alone: whoever registers it, and how often, it is one stream. */
export const catalogStream = (kind: EntryKind, tenant: string, key: string): string =>
  streamName(category, tenant, `${kind}:${uuidV5(namespaces.created, `${tenant}|${kind}|${key}`)}`);
