import { createHash } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EventStore } from '@firebreak/event-sourcing';

interface Row {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: string;
  readonly occurredAt: string;
}

/** What two imports of the same cases have in common: everything but ids, numbers, and when it was recorded. */
const lineOf = ({ stream, revision, type, data, occurredAt }: Row): string => {
  const { number: _, ...rest } = JSON.parse(data) as Record<string, unknown>;
  return JSON.stringify([stream, revision, type, rest, occurredAt]);
};

/** Of any order of rows: a stream's own is that of its revisions, and streams are sorted. */
class HistoryDigest {
  private readonly streams = new Map<string, ReturnType<typeof createHash>>();

  add(row: Row): void {
    const digest = this.streams.get(row.stream) ?? createHash('sha256');
    this.streams.set(row.stream, digest);
    digest.update(`${lineOf(row)}\n`);
  }

  hex(): string {
    const whole = createHash('sha256');
    for (const stream of [...this.streams.keys()].sort()) whole.update(`${stream} ${this.streams.get(stream)!.copy().digest('hex')}\n`);
    return whole.digest('hex');
  }
}

/** Of the store of a data folder. */
export const folderDigest = (dir: string): string => {
  const db = new DatabaseSync(path.join(dir, 'events.db'), { readOnly: true });
  const digest = new HistoryDigest();
  const rows = db.prepare("SELECT stream, revision, type, data, metadata ->> 'occurredAt' AS occurredAt FROM events WHERE category IN ('incident', 'catalog') ORDER BY position");
  for (const row of rows.iterate()) digest.add(row as unknown as Row);
  db.close();
  return digest.hex();
};

/** Of any store; of one that holds the same histories it is the same. */
export const storeDigest = async (store: EventStore): Promise<string> => {
  const digest = new HistoryDigest();
  for (let after: string | null = null; ; ) {
    const page = await store.readAll({ after, limit: 1_000, categories: ['incident', 'catalog'] });
    for (const { stream, revision, type, data, metadata } of page) {
      digest.add({ stream, revision, type, data, occurredAt: (JSON.parse(metadata) as { occurredAt: string }).occurredAt });
    }
    if (page.length === 0) return digest.hex();
    after = page.at(-1)!.position;
  }
};
