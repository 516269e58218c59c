import type { Answer } from '../testing/target';
import type { Asked, Grammar } from './grammar';
import { answerFault, reachedDecision } from './judge';
import { Ledger } from './ledger';
import { stageAfter } from './lives';

export interface Fault {
  readonly n: number;
  readonly what: string;
  readonly by: string;
  readonly request: Asked['request'];
  readonly answer: string;
}

export interface Tally {
  sent: number;
  decisions: number;
  appended: number;
  readonly statuses: Map<number, number>;
  /** `POST /v1/incidents 201`, to see what the grammar gets to. */
  readonly outcomes: Map<string, number>;
  readonly faults: Fault[];
}

const count = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

interface Learnt {
  readonly id?: string;
  readonly number?: string | null;
  readonly outcome?: string;
  readonly nextCursor?: string | null;
  /** The state that refused. */
  readonly current?: unknown;
}

const callerOf = ({ body }: Asked['request']): number | null => {
  const { caller } = JSON.parse(String(body)) as { caller?: string | null };
  const number = /^f-caller-(\d)$/.exec(caller ?? '')?.[1];
  return number === undefined ? null : Number(number);
};

const learn = ({ known, operation: { path, method }, request }: Asked, { status, headers, body }: Answer): void => {
  const [, , , named = '', verb = ''] = request.url.split('/');
  const incident = path.startsWith('/v1/incidents/:id/') ? known.find(named) : undefined;
  if (incident) {
    incident.stage = stageAfter(incident.stage, verb, status, (body as Learnt | null)?.current);
    known.aged(incident);
  }
  if (status >= 300) return;
  const { id, number, nextCursor } = (body ?? {}) as Learnt;
  known.keep(known.cursors, nextCursor);
  if (method !== 'POST') return;
  known.keep(known.tokens, headers['firebreak-consistency']);
  if (path === '/v1/incidents' && number) known.remember({ id: id!, number, age: 0, stage: 0, caller: callerOf(request) });
  else if (path === '/v1/imports') known.keep(known.imports, id);
  else if (path === '/v1/services' || path === '/v1/groups') known.keep(path === '/v1/services' ? known.services : known.groups, (JSON.parse(String(request.body)) as { key: string }).key);
};

/** Sends requests, so many at a time that they share commits, and judges every answer. */
export class Campaign {
  readonly ledger = new Ledger();
  readonly tally: Tally = { sent: 0, decisions: 0, appended: 0, statuses: new Map(), outcomes: new Map(), faults: [] };
  readonly accepted: Asked[] = [];

  constructor(private readonly grammar: Grammar) {}

  async run(requests: number, concurrency: number, next: (n: number) => Asked = (n) => this.grammar.any(n)): Promise<void> {
    let n = 0;
    const worker = async (): Promise<void> => {
      while (n < requests) await this.send(next((n += 1)), n);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  }

  async send(asked: Asked, n: number): Promise<Answer> {
    const { person, known, request } = asked;
    const answer = await known.target.request({ ...request, headers: { ...(await person.headers()), ...request.headers } });
    const what = answerFault(asked, answer);
    if (what !== null) this.tally.faults.push({ n, what, by: person.id, request: shortened(request), answer: `${answer.status} ${answer.text.slice(0, 300)}` });
    this.ledger.note(asked, answer);
    learn(asked, answer);
    this.count(asked, answer);
    return answer;
  }

  private count(asked: Asked, answer: Answer): void {
    const { tally } = this;
    const { code, outcome } = (answer.body ?? {}) as { code?: string; outcome?: string };
    tally.sent += 1;
    count(tally.statuses, answer.status);
    count(tally.outcomes, `${asked.operation.method} ${asked.operation.path} ${answer.status < 300 ? (outcome ?? 'answered') : (code ?? answer.status)}`);
    if (reachedDecision(asked, answer)) tally.decisions += 1;
    if (outcome !== 'appended' || answer.status >= 300) return;
    tally.appended += 1;
    this.accepted.push(asked);
    if (this.accepted.length > 300) this.accepted.shift();
  }
}

const shortened = (request: Asked['request']): Asked['request'] => ({ ...request, ...(request.body ? { body: String(request.body).slice(0, 500) } : {}) });
