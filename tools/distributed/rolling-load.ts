import { randomUUID } from 'node:crypto';

export type Kind = 'log' | 'triage' | 'repeat' | 'view' | 'list' | 'figure';

export interface Sent {
  readonly kind: Kind;
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

/** People at work: incidents logged, triaged, repeated, looked at and counted, so many requests a second, whoever answers. */
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
    const id = await this.told(kind, await this.ask('POST', path, body, key));
    if (kind === 'log' && id !== null) this.logged.push({ id, key, body });
  }

  private async read(kind: Kind, path: string): Promise<void> {
    await this.told(kind, await this.ask('GET', path, null, null));
  }

  private told(kind: Kind, { status, text, ms }: Awaited<ReturnType<RollingLoad['ask']>>): Promise<string | null> {
    const { id = null, code = '' } = status === 0 ? { code: text } : (JSON.parse(text) as { id?: string; code?: string });
    this.sent.push({ kind, status, code, ms, id: status < 300 ? id : null });
    return Promise.resolve(status > 0 && status < 300 ? id : null);
  }

  private async ask(method: 'GET' | 'POST', path: string, body: string | null, key: string | null): Promise<{ readonly status: number; readonly text: string; readonly ms: number }> {
    const begun = performance.now();
    const headers = { authorization: `Bearer ${this.token}`, ...(body === null ? {} : { 'content-type': 'application/json' }), ...(key === null ? {} : { 'idempotency-key': key }) };
    try {
      const answer = await fetch(`${this.url}${path}`, { method, headers, body });
      const text = await answer.text();
      return { status: answer.status, text, ms: performance.now() - begun };
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      return { status: 0, text: cause?.code ?? String(error), ms: performance.now() - begun };
    }
  }
}
