import { Agent, request } from 'node:http';

// Runs in a process of its own: requests over kept connections, then says how it went.

/** One request of a life. `{n}` stands for its number, `{id}` for the id that the first answer gave, `{v}` for a variant, `{now}` for the time. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | null;
}

export interface LoadPlan {
  readonly url: string;
  readonly concurrency: number;
  /** How many times the calls are made, one after the other. */
  readonly lives: number;
  /** Lives begun in a second, whether or not earlier ones have ended; as fast as it goes where null. */
  readonly perSecond: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly calls: readonly Call[];
  readonly variants: readonly string[];
}

export interface LoadResult {
  readonly seconds: number;
  readonly failed: number;
  readonly firstFailure: string | null;
  /** Of each request, in milliseconds. */
  readonly latencies: readonly number[];
  readonly bytes: number;
}

interface Sent {
  readonly failure: string | null;
  readonly text: string;
}

class Run {
  private readonly agent: Agent;
  private readonly latencies: number[] = [];
  private failed = 0;
  private firstFailure: string | null = null;
  private bytes = 0;

  constructor(private readonly plan: LoadPlan) {
    this.agent = new Agent({ keepAlive: true, maxSockets: plan.concurrency });
  }

  async go(): Promise<LoadResult> {
    const start = performance.now();
    await (this.plan.perSecond === null ? this.closedLoop() : this.openLoop(start, this.plan.perSecond));
    const seconds = (performance.now() - start) / 1_000;
    this.agent.destroy();
    return { seconds, failed: this.failed, firstFailure: this.firstFailure, latencies: this.latencies, bytes: this.bytes };
  }

  private async closedLoop(): Promise<void> {
    let next = 0;
    const client = async (): Promise<void> => {
      while (next < this.plan.lives) await this.life(next++);
    };
    await Promise.all(Array.from({ length: this.plan.concurrency }, client));
  }

  private async openLoop(start: number, perSecond: number): Promise<void> {
    const lives: Promise<void>[] = [];
    for (let n = 0; n < this.plan.lives; n += 1) {
      const wait = start + (n * 1_000) / perSecond - performance.now();
      if (wait > 1) await new Promise((resolve) => void setTimeout(resolve, wait));
      lives.push(this.life(n));
    }
    await Promise.all(lives);
  }

  private async life(n: number): Promise<void> {
    const { calls, variants } = this.plan;
    let id = '';
    for (const [index, call] of calls.entries()) {
      const values = { n: `${n}-${index}`, id, v: variants[n % variants.length] ?? '', now: new Date().toISOString() };
      const fill = (text: string): string => Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, value), text);
      const { failure, text } = await this.send(call, fill);
      if (failure !== null) {
        this.failed += 1;
        this.firstFailure ??= failure;
        return;
      }
      if (index === 0 && calls.length > 1) id = (JSON.parse(text) as { id: string }).id;
    }
  }

  private send({ method, path, body }: Call, fill: (text: string) => string): Promise<Sent> {
    const { url, headers } = this.plan;
    const payload = body === null ? null : Buffer.from(fill(body));
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
    const length = payload === null ? {} : { 'content-type': 'application/json', 'content-length': payload.length };
    const begun = performance.now();
    return new Promise((resolve) => {
      const sent = request(`${url}${fill(path)}`, { method, agent: this.agent, headers: { ...filled, ...length } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => void chunks.push(chunk));
        answer.on('end', () => {
          this.latencies.push(performance.now() - begun);
          const text = Buffer.concat(chunks).toString();
          this.bytes += text.length;
          const status = answer.statusCode ?? 500;
          resolve({ failure: status < 300 ? null : `${status} ${text.slice(0, 300)}`, text });
        });
      });
      sent.on('error', (error) => resolve({ failure: error.message, text: '' }));
      sent.end(payload);
    });
  }
}

process.on('message', (plan: LoadPlan) => {
  void new Run(plan).go().then((result) => process.send!(result));
});
