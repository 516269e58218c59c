import { appendFileSync, existsSync, openSync, readFileSync, truncateSync } from 'node:fs';

export interface FakeEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  /** Base64, as the file keeps them. */
  readonly data: string;
  readonly metadata: string;
}

export interface LoggedEvent extends FakeEvent {
  readonly stream: string;
  readonly revision: number;
  /** Shared by all events of one append. */
  readonly commit: number;
  readonly prepare: number;
}

export type Expected = 'any' | 'exists' | number;

export type Appended = { readonly ok: true; readonly revision: number; readonly last: LoggedEvent } | { readonly ok: false; readonly current: number };

interface Line {
  readonly stream: string;
  readonly events: readonly FakeEvent[];
}

/** Positions are no count: the real log counts bytes, so nobody may rely on the distance of two. */
const gap = 137;

/** A log in memory, kept in a file of one line an append where it is given one. */
export class FakeLog {
  readonly all: LoggedEvent[] = [];
  private readonly streams = new Map<string, LoggedEvent[]>();
  private readonly listeners = new Set<() => void>();
  /** For as long as the process lives. */
  private readonly opened: number | null;

  constructor(file: string | null = null) {
    if (file !== null && existsSync(file)) {
      const bytes = readFileSync(file);
      // A line that was torn by a kill was never answered; what follows must not be glued to it.
      const whole = bytes.lastIndexOf(0x0a) + 1;
      if (whole < bytes.length) truncateSync(file, whole);
      for (const line of bytes.toString('utf8', 0, whole).split('\n').slice(0, -1)) {
        const { stream, events } = JSON.parse(line) as Line;
        this.put(stream, events);
      }
    }
    this.opened = file === null ? null : openSync(file, 'a');
  }

  stream(name: string): readonly LoggedEvent[] {
    return this.streams.get(name) ?? [];
  }

  append(stream: string, expected: Expected, events: readonly FakeEvent[]): Appended {
    const known = this.stream(stream);
    const current = known.length - 1;
    const repeated = typeof expected === 'number' && expected < current && events.every(({ id }, index) => known[expected + 1 + index]?.id === id);
    const last = known[typeof expected === 'number' ? expected + events.length : -1];
    if (repeated && last) return { ok: true, revision: last.revision, last };
    // The real server lets an id come twice at the end of a stream; no id of ours can, and here it would hide a fault.
    const twice = events.some(({ id }) => known.some((each) => each.id === id));
    if (twice || (expected === 'exists' && current < 0) || (typeof expected === 'number' && expected !== current)) return { ok: false, current };
    if (this.opened !== null) appendFileSync(this.opened, `${JSON.stringify({ stream, events } satisfies Line)}\n`);
    const put = this.put(stream, events);
    for (const listener of this.listeners) listener();
    return { ok: true, revision: put.revision, last: put };
  }

  onAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private put(stream: string, events: readonly FakeEvent[]): LoggedEvent {
    const known = this.streams.get(stream) ?? [];
    this.streams.set(stream, known);
    const from = this.all.at(-1)?.commit ?? 0;
    const commit = from + gap * events.length;
    for (const [index, event] of events.entries()) {
      const logged = { ...event, stream, revision: known.length, commit, prepare: from + gap * (index + 1) };
      known.push(logged);
      this.all.push(logged);
    }
    return known.at(-1)!;
  }
}
