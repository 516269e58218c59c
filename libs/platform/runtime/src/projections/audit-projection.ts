import { isDeepStrictEqual } from 'node:util';
import { categoryOf, StreamDigest, type Collection, type Found, type Parking, type ProjectedDocument, type StreamProjection } from '@firebreak/event-sourcing';
import type { SourceHeads } from './source-heads';

/** Why a stream's document is not what its source says. */
export type Difference = 'missing' | 'behind' | 'ahead' | 'surplus' | 'parked';

export interface DifferentStream {
  readonly stream: string;
  readonly difference: Difference;
  /** Null where there is no document. */
  readonly document: number | null;
  /** Null where the source has no such stream. */
  readonly source: number | null;
}

export interface ProjectionAudit {
  readonly projection: string;
  /** Of the source. */
  readonly streams: number;
  readonly documents: number;
  /** Of (stream, revision), in no order: equal where every stream stands where its source does. */
  readonly digest: { readonly documents: string; readonly source: string };
  readonly counts: Readonly<Record<Difference, number>>;
  /** The first of them. */
  readonly differences: readonly DifferentStream[];
  /** Folded again from the source. */
  readonly sample: { readonly streams: number; readonly different: readonly string[] };
  readonly isComplete: boolean;
}

export interface AuditSubject {
  readonly projection: StreamProjection<ProjectedDocument>;
  readonly collection: Collection<ProjectedDocument>;
  readonly parking: Parking;
  readonly asFolded: (doc: ProjectedDocument) => object;
}

const pageSize = 2_000;
const maxShown = 100;
const maxRounds = 20;

const plain = (doc: object): unknown => JSON.parse(JSON.stringify(doc));

interface Compared {
  readonly revisions: Map<string, number>;
  readonly open: Set<string>;
}

/** Every document against the head of its stream. What differs may have moved meanwhile: it stays open. */
const compareAll = async ({ collection, projection }: AuditSubject, heads: SourceHeads, turn: () => Promise<void>): Promise<Compared> => {
  const revisions = new Map<string, number>();
  const open = new Set<string>();
  for (let page: readonly Found<ProjectedDocument>[] | null = null; page === null || page.length === pageSize; ) {
    const last = page?.at(-1)?.id;
    page = await collection.find({ filter: { op: 'all' }, limit: pageSize, only: ['rev'], ...(last === undefined ? {} : { after: { values: [], id: last } }) });
    for (const { id, doc } of page) {
      revisions.set(id, doc.rev);
      if (heads.revisions.get(id) !== doc.rev) open.add(id);
    }
    await turn();
  }
  for (const stream of heads.revisions.keys()) if (!revisions.has(stream) && follows(projection, stream)) open.add(stream);
  return { revisions, open };
};

const follows = ({ categories }: AuditSubject['projection'], stream: string): boolean => categories.includes(categoryOf(stream));

/** Reads source and documents of what is open again, until both stand still long enough to agree, or do not. */
const settle = async (subject: AuditSubject, heads: SourceHeads, { revisions, open }: Compared, pause: () => Promise<void>): Promise<void> => {
  for (let round = 0; open.size > 0 && round < maxRounds; round += 1) {
    if (round > 0) await pause();
    // Documents first: what they have, the source has had before.
    const docs = await subject.collection.getMany([...open], ['rev']);
    await heads.readOn();
    for (const stream of [...open]) {
      const doc = docs.get(stream);
      if (doc) revisions.set(stream, doc.rev);
      else revisions.delete(stream);
      if (doc?.rev === heads.revisions.get(stream) || (await isSkippedTo(subject, stream, doc?.rev ?? -1, heads.revisions.get(stream)))) open.delete(stream);
    }
  }
};

/** Somebody decided to go past everything that the document has not. */
const isSkippedTo = async ({ parking, projection }: AuditSubject, stream: string, from: number, to: number | undefined): Promise<boolean> => {
  if (to === undefined || from >= to) return false;
  const skipped = await parking.skipped(projection.name, stream);
  for (let revision = from + 1; revision <= to; revision += 1) if (!skipped.has(revision)) return false;
  return true;
};

const differenceOf = (document: number | null, source: number | null, isParked: boolean): Difference => {
  if (source === null) return 'surplus';
  if (document !== null && document > source) return 'ahead';
  return isParked ? 'parked' : document === null ? 'missing' : 'behind';
};

/** @returns the streams whose documents are not what their events come to */
const foldSample = async ({ collection, projection, parking, asFolded }: AuditSubject, heads: SourceHeads): Promise<ProjectionAudit['sample']> => {
  const wanted = [...heads.sample.keys()].filter((stream) => follows(projection, stream));
  const docs = await collection.getMany(wanted);
  // What the documents have by now.
  await heads.readOn();
  const different: string[] = [];
  let streams = 0;
  for (const [stream, doc] of docs) {
    const events = heads.sample.get(stream)?.events ?? [];
    if (events.length <= doc.rev) continue;
    streams += 1;
    if (!isDeepStrictEqual(plain(asFolded(doc)), await folded(projection, parking, asFolded, events.slice(0, doc.rev + 1)))) different.push(stream);
  }
  return { streams, different: different.slice(0, maxShown) };
};

const folded = async (projection: AuditSubject['projection'], parking: Parking, asFolded: AuditSubject['asFolded'], events: readonly Parameters<AuditSubject['projection']['evolve']>[1][]): Promise<unknown> => {
  const skipped = await parking.skipped(projection.name, events[0]!.stream);
  let doc: ProjectedDocument | null = null;
  for (const event of events) {
    try {
      const passed: ProjectedDocument | null = skipped.has(event.revision) ? doc : projection.evolve(doc, event);
      doc = passed && { ...passed, rev: event.revision };
    } catch {
      // Nothing comes of it, so it is nobody's document.
      return null;
    }
  }
  return doc && plain(asFolded(doc));
};

/** Compares the documents of a projection with the log that they are made from, also while both move. */
export const auditProjection = async (subject: AuditSubject, heads: SourceHeads, { turn, pause }: { readonly turn: () => Promise<void>; readonly pause: () => Promise<void> }): Promise<ProjectionAudit> => {
  const { projection, parking } = subject;
  const compared = await compareAll(subject, heads, turn);
  await settle(subject, heads, compared, pause);
  const { revisions, open } = compared;
  const [documents, source] = [new StreamDigest(), new StreamDigest()];
  const counts: Record<Difference, number> = { missing: 0, behind: 0, ahead: 0, surplus: 0, parked: 0 };
  const differences: DifferentStream[] = [];
  for (const [stream, revision] of revisions) documents.add(stream, revision);
  for (const [stream, head] of heads.revisions) {
    // Of an agreed stream the revision that was agreed on: it may have gone on since, as others may have begun.
    const agreed = open.has(stream) ? head : revisions.get(stream);
    if (agreed !== undefined && follows(projection, stream)) source.add(stream, agreed);
  }
  for (const stream of open) {
    const [document, head] = [revisions.get(stream) ?? null, heads.revisions.get(stream) ?? null];
    const difference = differenceOf(document, head, await parking.isParked(projection.name, stream));
    counts[difference] += 1;
    if (differences.length < maxShown) differences.push({ stream, difference, document, source: head });
  }
  const sample = await foldSample(subject, heads);
  return {
    projection: projection.name,
    streams: source.streams,
    documents: documents.streams,
    digest: { documents: documents.hex, source: source.hex },
    counts,
    differences,
    sample,
    isComplete: open.size === 0 && sample.different.length === 0,
  };
};
