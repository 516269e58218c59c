import type { ProjectedEvent } from '@firebreak/event-sourcing';
import { tenant } from '@firebreak/standalone';
import { createHash } from 'node:crypto';
import { historyOf, iso, type History, type HistoryStep, type Span } from './history';

interface Waiting {
  readonly history: History;
  readonly revision: number;
}

const stepOf = ({ history, revision }: Waiting): HistoryStep => history.steps[revision]!;
const isBefore = (a: Waiting, b: Waiting): boolean => stepOf(a).at < stepOf(b).at;

/** The next steps of the incidents under way, the earliest first. */
class Agenda {
  private readonly heap: Waiting[] = [];

  get first(): Waiting | undefined {
    return this.heap[0];
  }

  add(waiting: Waiting): void {
    let at = this.heap.push(waiting) - 1;
    for (;;) {
      const parent = (at - 1) >> 1;
      if (at === 0 || !isBefore(waiting, this.heap[parent]!)) break;
      this.heap[at] = this.heap[parent]!;
      at = parent;
    }
    this.heap[at] = waiting;
  }

  take(): Waiting {
    const [first, last] = [this.heap[0]!, this.heap.pop()!];
    if (this.heap.length > 0) this.sink(last);
    return first;
  }

  private sink(waiting: Waiting): void {
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      if (left >= this.heap.length) break;
      const child = right < this.heap.length && isBefore(this.heap[right]!, this.heap[left]!) ? right : left;
      if (!isBefore(this.heap[child]!, waiting)) break;
      this.heap[at] = this.heap[child]!;
      at = child;
    }
    this.heap[at] = waiting;
  }
}

/** An event as the bus brings it. */
export const eventOf = ({ stream, steps }: History, revision: number, position: number): ProjectedEvent => {
  const { type, data, at } = steps[revision]!;
  const hash = createHash('sha256').update(`${stream}@${revision}`).digest('hex');
  const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  const when = iso(at);
  return { id, stream, tenant, revision, position: String(position).padStart(16, '0'), hash, type, data, actor: 'bench', origin: 'live', occurredAt: when, recordedAt: when };
};

/** The events of all incidents in order of time, as they would have been recorded. */
export const timeline = function* (span: Span): Generator<ProjectedEvent> {
  const { incidents } = span;
  const agenda = new Agenda();
  let position = 0;
  for (let index = 0; index <= incidents; index += 1) {
    const next = index < incidents ? historyOf(index, span) : null;
    const until = next === null ? Infinity : next.steps[0]!.at;
    while (agenda.first && stepOf(agenda.first).at <= until) {
      const waiting = agenda.take();
      yield eventOf(waiting.history, waiting.revision, (position += 1));
      if (waiting.revision + 1 < waiting.history.steps.length) agenda.add({ ...waiting, revision: waiting.revision + 1 });
    }
    if (next !== null) agenda.add({ history: next, revision: 0 });
  }
};
