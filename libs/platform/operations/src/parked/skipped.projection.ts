import { operationsCategory, type CollectionSpec, type ProjectedDocument, type Skip, type StreamProjection } from '@firebreak/event-sourcing';

// Source: streams operations-* of the event store. Document: what is skipped of one parked stream, id = stream. Rebuild: firebreak rebuild

export interface SkippedRevision extends Pick<Skip, 'revision' | 'reason' | 'parkedFor' | 'error'> {
  readonly by: string;
  readonly at: string;
}

export interface SkippedDocument extends ProjectedDocument {
  readonly tenant: string;
  readonly projection: string;
  readonly stream: string;
  readonly revisions: readonly SkippedRevision[];
}

export const skippedCollection: CollectionSpec = { name: 'skipped_v1', indexes: [{ fields: ['tenant'] }] };

export const skippedList: StreamProjection<SkippedDocument> = {
  name: 'skipped-list',
  categories: [operationsCategory],
  collection: skippedCollection,
  evolve: (doc, { tenant, data, actor, recordedAt }) => {
    const { projection, stream, revision, reason, parkedFor, error } = data as unknown as Skip;
    const skipped: SkippedRevision = { revision, reason, parkedFor, error, by: actor, at: recordedAt };
    return { rev: -1, tenant, projection, stream, revisions: [...(doc?.revisions ?? []), skipped] };
  },
};
