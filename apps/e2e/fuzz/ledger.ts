import { sha256 } from '@firebreak/event-sourcing';
import type { Answer } from '../testing/target';
import type { Asked } from './grammar';

/** An event as a store has it. */
export interface LedgerRow {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly category: string;
  readonly metadata: string;
}

interface Command {
  readonly stream: string;
  readonly revision: number;
  readonly actor: string;
}

interface Metadata {
  readonly tenant: string;
  readonly actor: string;
  readonly origin: string;
  readonly provenance: object | null;
  readonly idem: { readonly keyHash: string } | null;
}

interface CaseResult {
  readonly id: string;
  readonly revision: number;
  readonly outcome: string;
  readonly events: number;
}

const bare = (key: string): string => (key.startsWith('"') ? key.slice(1, -1) : key);

const sealedIn = (token: string): { readonly stream: string; readonly revision: number } => {
  const text = Buffer.from(token.split('.')[0]!, 'base64url').toString('utf8');
  const at = text.lastIndexOf('@');
  return { stream: text.slice(0, at), revision: Number(text.slice(at + 1)) };
};

export interface Reconciled {
  readonly events: number;
  readonly byTimers: number;
  readonly numberBlocks: number;
  readonly faults: readonly string[];
}

/** Who said that something was recorded, and what: in the end the store holds that and nothing else. */
export class Ledger {
  /** By stream and key. */
  private readonly commands = new Map<string, Command>();
  /** Keys of what was answered by 503: it may have been recorded, and a repeat would tell. */
  private readonly unknown = new Set<string>();
  /** Revisions by stream. */
  private readonly imported = new Map<string, Set<number>>();

  note({ person, known, request }: Asked, { status, headers, body }: Answer): void {
    if (request.method !== 'POST') return;
    if (status === 503) this.unknown.add(sha256(bare(request.headers?.['idempotency-key'] ?? '')));
    if (status >= 300) return;
    const { outcome, results, consistency } = body as { outcome?: string; results?: readonly CaseResult[]; consistency?: readonly string[] };
    for (const { id, revision, outcome: each, events } of results ?? []) {
      if (each === 'appended') this.noteImported(`incident-${known.tenant}.${id}`, revision, events);
    }
    const tokens = outcome === 'appended' ? [headers['firebreak-consistency']!] : (consistency ?? []);
    for (const token of tokens) this.noteCommand(sealedIn(token), request.headers?.['idempotency-key'] ?? '', person.id);
  }

  private noteImported(stream: string, revision: number, events: number): void {
    const revisions = this.imported.get(stream) ?? new Set<number>();
    for (let each = revision - events + 1; each <= revision; each += 1) revisions.add(each);
    this.imported.set(stream, revisions);
  }

  private noteCommand({ stream, revision }: { readonly stream: string; readonly revision: number }, key: string, actor: string): void {
    this.commands.set(`${stream} ${sha256(bare(key))}`, { stream, revision, actor });
  }

  /** Every row is one that an answer spoke of, and every answer spoke of rows that are there. */
  reconcile(rows: Iterable<LedgerRow>): Reconciled {
    const faults: string[] = [];
    const last = new Map<string, number>();
    const counts = { events: 0, byTimers: 0, numberBlocks: 0 };
    for (const { stream, revision, type, category, metadata: text } of rows) {
      const metadata = JSON.parse(text) as Metadata;
      if (category === 'numbering') {
        counts.numberBlocks += 1;
        continue;
      }
      counts.events += 1;
      if (!stream.startsWith(`${category}-${metadata.tenant}.`)) faults.push(`${stream} ${revision} is of tenant ${metadata.tenant}`);
      if (metadata.actor.startsWith('system:')) {
        counts.byTimers += 1;
        if (type !== 'IncidentClosed' && type !== 'IncidentResumed') faults.push(`${stream} ${revision} ${type} by ${metadata.actor}`);
        continue;
      }
      if (metadata.provenance !== null && category === 'incident') {
        if (this.imported.get(stream)?.delete(revision) !== true) faults.push(`${stream} ${revision} ${type} was imported and no answer said so`);
        continue;
      }
      const name = `${stream} ${metadata.idem?.keyHash}`;
      const command = this.commands.get(name);
      if (!command && this.unknown.has(metadata.idem?.keyHash ?? '')) continue;
      if (!command) faults.push(`${stream} ${revision} ${type} by ${metadata.actor} and no answer said so`);
      else if (command.actor !== metadata.actor) faults.push(`${stream} ${revision} is by ${metadata.actor}, asked was it by ${command.actor}`);
      last.set(name, revision);
    }
    for (const [name, { stream, revision }] of this.commands) if (last.get(name) !== revision) faults.push(`${stream} ${revision} was answered and is not there`);
    for (const [stream, revisions] of this.imported) if (revisions.size > 0) faults.push(`${stream} ${[...revisions].join()} was answered and is not there`);
    return { ...counts, faults };
  }
}
