import { once } from 'node:events';
import path from 'node:path';
import { openEventStore } from '@firebreak/event-store-sqlite';
import { openClient } from '../open-client';
import { atAddress, type Place } from '../place';
import { CommandFailed } from '../say';
import { csvLine } from './csv';

export type Format = 'jsonl' | 'csv';

export interface ExportOptions {
  readonly place: Place;
  readonly format: Format;
}

const write = async (text: string): Promise<void> => {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
};

const eventColumns = ['position', 'stream', 'revision', 'id', 'type', 'occurredAt', 'recordedAt', 'actor', 'data', 'metadata', 'hash'] as const;

/** Every stored event, in order of position, read from file one; a server may be running. */
export const exportEvents = async ({ place, format }: ExportOptions): Promise<void> => {
  if (atAddress(place)) throw new CommandFailed('events are exported from a data folder; of an installation, follow /v1/feed or copy its event store');
  const store = openEventStore({ file: path.join(place.dir, 'events.db'), readOnly: true });
  try {
    if (format === 'csv') await write(csvLine(eventColumns));
    for (const { position, stream, revision, id, type, data: text, metadata: meta, hash } of store.rawRows()) {
      const metadata = JSON.parse(meta) as { occurredAt: string; recordedAt: string; actor: string };
      const { occurredAt, recordedAt, actor } = metadata;
      if (format === 'csv') await write(csvLine([position, stream, revision, id, type, occurredAt, recordedAt, actor, text, meta, hash]));
      else await write(`{"position":${position},"stream":${JSON.stringify(stream)},"revision":${revision},"id":"${id}","type":"${type}","data":${text},"metadata":${meta},"hash":"${hash}"}\n`);
    }
  } finally {
    await store.close();
  }
};

interface Page {
  readonly columns: readonly string[];
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor: string | null;
}

/** One line per incident, from the facts behind the figures. */
export const exportIncidents = async ({ place, format }: ExportOptions): Promise<void> => {
  const client = await openClient(place);
  try {
    await client.caughtUp();
    let cursor: string | null = null;
    let head = format === 'csv';
    do {
      const { status, body } = await client.get(`/v1/exports/incidents?limit=500${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      if (status !== 200) throw new CommandFailed(`the export was refused: ${JSON.stringify(body)}`);
      const page = body as Page;
      if (head) await write(csvLine(page.columns));
      head = false;
      const lines = page.items.map((item) => (format === 'csv' ? csvLine(page.columns.map((column) => item[column])) : `${JSON.stringify(item)}\n`));
      await write(lines.join(''));
      cursor = page.nextCursor;
    } while (cursor !== null);
  } finally {
    await client.close();
  }
};
