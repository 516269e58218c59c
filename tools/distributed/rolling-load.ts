import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';

export type Kind = 'log' | 'triage' | 'repeat' | 'view' | 'list' | 'figure';

export interface Sent {
  readonly kind: Kind;
  /** What it was answered before it was sent again, as status and code. */
  readonly before: readonly string[];
  /** 0 where there was no answer at all. */
  readonly status: number;
  readonly code: string;
  readonly ms: number;
  /** Of the incident that was logged or changed. */
  readonly id: string | null;
}

interface Logged {
  readonly id: string;
  readonly key: string;
  readonly body: string;
}

/** Seven writes and three reads of ten; a repeat is an earlier request with its Idempotency-Key. */
const mix: readonly Kind[] = ['log', 'triage', 'log', 'view', 'log', 'triage', 'log', 'list', 'repeat', 'figure'];
const [services, group] = [50, 'group-1'];
const service = (n: number): string => `service-${n % services}`;

/** A caller that was asked to come again does so, so many times. */
const mostTries = 10;
const longestWaitMs = 2_000;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
  readonly before: readonly string[];
  /** Null where nobody asked to come again. */
  readonly againAfterMs: number | null;
}

const codeOf = (status: number, text: string): string => (status === 0 ? text : ((JSON.parse(text) as { code?: string }).code ?? ''));

/**
 * People at work: incidents logged, triaged, repeated, looked at and counted, so many requests a second, whoever answers. What has no
 * answer, or 503, is sent again as every caller is told to: after Retry-After, under the same Idempotency-Key.
 */
export class RollingLoad {
  readonly sent: Sent[] = [];
  private readonly open = new Set<Promise<void>>();
  private readonly logged: Logged[] = [];
  private untriaged = 0;
  private asked = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly run: string,
  ) {}

  /** What the incidents are about. @throws Error when it is refused */
  async register(): Promise<void> {
    const entries = Array.from({ length: services }, (_, n) => ['/v1/services', { key: service(n), name: service(n), tier: 1, affectedUsers: 1_000 }] as const);
    for (const [path, body] of [...entries, ['/v1/groups', { key: group, name: group, members: ['desk-1'] }] as const]) {
      const { status, text } = await this.ask('POST', path, JSON.stringify(body), randomUUID());
      if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`);
    }
  }

  start(perSecond: number): void {
    const begun = performance.now();
    let next = 0;
    // By the clock, not by ticks: a late tick sends what is due.
    this.timer = setInterval(() => {
      for (; begun + (next * 1_000) / perSecond <= performance.now(); next += 1) {
        const sending = this.send().finally(() => this.open.delete(sending));
        this.open.add(sending);
      }
    }, 5);
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    while (this.open.size > 0) await Promise.all(this.open);
  }

  get(path: string): Promise<{ readonly status: number; readonly text: string }> {
    return this.ask('GET', path, null, null);
  }

  private async send(): Promise<void> {
    const kind = mix[this.asked % mix.length]!;
    this.asked += 1;
    const known = this.logged[Math.floor(this.logged.length * 0.7)];
    if (kind === 'log' || !known) return this.log();
    if (kind === 'repeat') return this.post('repeat', '/v1/incidents', known.body, known.key);
    if (kind === 'view') return this.read('view', `/v1/incidents/${known.id}`);
    if (kind === 'list') return this.read('list', '/v1/incidents?limit=20');
    if (kind === 'figure') return this.read('figure', '/v1/insights/frequency');
    const next = this.logged[this.untriaged];
    if (!next) return this.log();
    this.untriaged += 1;
    return this.post('triage', `/v1/incidents/${next.id}/triage`, JSON.stringify({ category: 'network', service: service(this.asked), impact: 2, urgency: 2 }), randomUUID());
  }

  private async log(): Promise<void> {
    const body = JSON.stringify({ title: `Rolled over ${this.run} ${this.asked}`, source: 'desk', channel: 'phone', caller: 'person-1', service: service(this.asked) });
    const key = randomUUID();
    await this.post('log', '/v1/incidents', body, key);
  }

  private async post(kind: Kind, path: string, body: string, key: string): Promise<void> {
    const id = this.told(kind, await this.ask('POST', path, body, key));
    if (kind === 'log' && id !== null) this.logged.push({ id, key, body });
  }

  private async read(kind: Kind, path: string): Promise<void> {
    this.told(kind, await this.ask('GET', path, null, null));
  }

  private told(kind: Kind, { status, text, ms, before }: Answer): string | null {
    const isDone = status > 0 && status < 300;
    const id = isDone ? ((JSON.parse(text) as { id?: string }).id ?? null) : null;
    this.sent.push({ kind, before, status, code: codeOf(status, text), ms, id });
    return id;
  }

  private async ask(method: 'GET' | 'POST', path: string, body: string | null, key: string | null): Promise<Answer> {
    const begun = performance.now();
    const before: string[] = [];
    for (;;) {
      const answer = await this.askOnce(method, path, body, key);
      if (answer.againAfterMs === null || before.length + 1 === mostTries) return { ...answer, ms: performance.now() - begun, before };
      before.push(`${answer.status} ${codeOf(answer.status, answer.text)}`);
      await after(Math.min(longestWaitMs, answer.againAfterMs));
    }
  }

  private async askOnce(method: 'GET' | 'POST', path: string, body: string | null, key: string | null): Promise<Omit<Answer, 'ms' | 'before'>> {
    const headers = { authorization: `Bearer ${this.token}`, ...(body === null ? {} : { 'content-type': 'application/json' }), ...(key === null ? {} : { 'idempotency-key': key }) };
    try {
      const answer = await fetch(`${this.url}${path}`, { method, headers, body });
      const text = await answer.text();
      const again = answer.status === 503 ? Number(answer.headers.get('retry-after') ?? 1) * 1_000 : null;
      return { status: answer.status, text, againAfterMs: again };
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      return { status: 0, text: cause?.code ?? String(error), againAfterMs: 500 };
    }
  }
}
