import { DatabaseSync } from 'node:sqlite';
import type { Sent } from './load';

// Folds the raw rows of the store by itself: it shares no code with what it judges.

export interface Row {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly metadata: { readonly occurredAt: string; readonly idem: { readonly keyHash: string; readonly actor: string } | null };
}

export const storedRows = (file: string): readonly Row[] => {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = db.prepare('SELECT position, stream, revision, type, data, metadata FROM events ORDER BY position').all();
    return rows.map((row) => ({
      position: Number(row['position']),
      stream: String(row['stream']),
      revision: Number(row['revision']),
      type: String(row['type']),
      data: JSON.parse(String(row['data'])) as Record<string, unknown>,
      metadata: JSON.parse(String(row['metadata'])) as Row['metadata'],
    }));
  } finally {
    db.close();
  }
};

export interface Judgement {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly holes: readonly string[];
}

/** Every acknowledged command is there with all its events in one run that ends at the acknowledged revision, and no key twice. */
export const judgeCommands = (rows: readonly Row[], acknowledged: readonly Sent[]): Judgement => {
  const runs = new Map<string, Map<string, number[]>>();
  const last = new Map<string, number>();
  const holes: string[] = [];
  rows.forEach((row, index) => {
    if (row.position !== index + 1) holes.push(`position ${row.position}`);
    if (row.revision !== (last.get(row.stream) ?? -1) + 1) holes.push(`${row.stream}@${row.revision}`);
    last.set(row.stream, row.revision);
    const key = row.metadata.idem?.keyHash;
    if (key === undefined) return;
    const stream = runs.get(row.stream) ?? new Map<string, number[]>();
    stream.set(key, [...(stream.get(key) ?? []), row.revision]);
    runs.set(row.stream, stream);
  });
  const doubled: string[] = [];
  for (const [stream, keys] of runs) {
    for (const [key, revisions] of keys) {
      const first = revisions[0]!;
      if (!revisions.every((revision, n) => revision === first + n)) doubled.push(`${stream} ${key}`);
    }
  }
  const lost = acknowledged.filter(({ stream, revision }) => ![...(runs.get(stream)?.values() ?? [])].some((revisions) => revisions.at(-1) === revision));
  return { lost: lost.map(({ key, stream, revision }) => `${key} ${stream}@${revision}`), doubled, holes };
};

export interface ServiceFigures {
  opened: number;
  resolved: number;
  sumMs: number;
}

interface Life {
  opened: number;
  service: string;
  firstResolved: number | null;
}

/** Openings, and the time from opening to the first resolution, by the latest service. */
export const figuresOf = (rows: readonly Row[]): ReadonlyMap<string, ServiceFigures> => {
  const lives = new Map<string, Life>();
  for (const { stream, type, data, metadata } of rows) {
    if (type === 'IncidentLogged') lives.set(stream, { opened: Date.parse(String(data['openedAt'])), service: String(data['service']), firstResolved: null });
    const life = lives.get(stream);
    if (!life) continue;
    if (type === 'IncidentCategorized') life.service = String(data['service']);
    if (type === 'IncidentResolved') life.firstResolved ??= Date.parse(metadata.occurredAt);
  }
  const figures = new Map<string, ServiceFigures>();
  for (const { opened, service, firstResolved } of lives.values()) {
    const of = figures.get(service) ?? { opened: 0, resolved: 0, sumMs: 0 };
    of.opened += 1;
    if (firstResolved !== null) {
      of.resolved += 1;
      of.sumMs += firstResolved - opened;
    }
    figures.set(service, of);
  }
  return figures;
};
