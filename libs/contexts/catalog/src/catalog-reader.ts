import { CodedError, openedOnce, type Collection, type Filter, type Found, type ReadStore } from '@firebreak/event-sourcing';
import { Seals, type ReadEdge } from '@firebreak/http';
import { READ_STORE, Runtime } from '@firebreak/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { streamOfEntry, type EntryKind } from './domain/catalog-stream';
import { idOf } from './entry-key';
import { catalogList, type ListedEntry } from './features/view-catalog/catalog-list.projection';

export interface PageQuery {
  readonly text?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

export interface EntryPage {
  readonly entries: readonly Found<ListedEntry>[];
  readonly nextCursor: string | null;
}

interface Cursor {
  readonly of: string;
  readonly key: string;
  readonly id: string;
}

const eq = (field: string, value: string): Filter => ({ op: 'eq', field, value });

/** Reads the catalog list, at least as far as the reader's tokens say. */
@Injectable()
export class CatalogReader {
  private readonly list = openedOnce(() => this.readStore.collection<ListedEntry>(catalogList.collection));

  constructor(
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    private readonly runtime: Runtime,
    private readonly seals: Seals,
  ) {}

  /** @throws CodedError `not-found`, `position-not-reached` */
  async view(kind: EntryKind, key: string, reader: ReadEdge): Promise<Found<ListedEntry>> {
    const list = await this.upToDate(reader);
    const id = streamOfEntry(kind, reader.tenant, idOf(kind, reader.tenant, key));
    const doc = await list.get(id);
    if (!doc) throw new CodedError('not-found');
    return { id, doc };
  }

  /** In order of the keys. @throws CodedError `invalid-cursor`, `position-not-reached` */
  async page(kind: EntryKind, { text, cursor, limit = 50 }: PageQuery, reader: ReadEdge): Promise<EntryPage> {
    const of = `${kind} ${text ?? ''}`;
    const after = cursor === undefined ? null : this.seals.openCursor<Cursor>(reader.tenant, cursor);
    if (after && after.of !== of) throw new CodedError('invalid-cursor', { field: 'cursor', whatToDo: 'Start again without a cursor after changing the query.' });
    const list = await this.upToDate(reader);
    const filters = [eq('tenant', reader.tenant), eq('kind', kind), ...(text === undefined ? [] : [{ op: 'text', text, phrase: false } as const])];
    const found = await list.find({
      filter: { op: 'and', filters },
      sort: [{ field: 'key', direction: 'asc' }],
      limit: limit + 1,
      ...(after ? { after: { values: [after.key], id: after.id } } : {}),
    });
    const entries = found.slice(0, limit);
    const last = entries.at(-1);
    const next = found.length > limit && last ? ({ of, key: last.doc.key, id: last.id } satisfies Cursor) : null;
    return { entries, nextCursor: next && this.seals.sealCursor(reader.tenant, next) };
  }

  private async upToDate(reader: ReadEdge): Promise<Collection<ListedEntry>> {
    for (const { stream, revision } of reader.consistency) await this.runtime.waitForRevision(catalogList.name, stream, revision);
    return this.list();
  }
}
