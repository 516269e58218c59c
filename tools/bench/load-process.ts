import { Agent, request } from 'node:http';

// Runs in a process of its own: so many requests at a time over kept connections, then says how it went.

export interface LoadPlan {
  readonly url: string;
  readonly concurrency: number;
  readonly requests: number;
  readonly headers: Readonly<Record<string, string>>;
  /** `{n}` stands for the number of the request, in bodies, headers and paths. */
  readonly path: string;
  readonly body: string;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly failed: number;
  readonly firstFailure: string | null;
}

const numbered = (text: string, n: number): string => text.replaceAll('{n}', String(n));

const send = (plan: LoadPlan, agent: Agent, n: number): Promise<string | null> =>
  new Promise((resolve) => {
    const headers = Object.fromEntries(Object.entries(plan.headers).map(([name, value]) => [name, numbered(value, n)]));
    const body = numbered(plan.body, n);
    const sent = request(`${plan.url}${numbered(plan.path, n)}`, { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve((answer.statusCode ?? 500) < 300 ? null : `${answer.statusCode} ${text.slice(0, 300)}`));
    });
    sent.on('error', (error) => resolve(error.message));
    sent.end(body);
  });

const run = async (plan: LoadPlan): Promise<LoadResult> => {
  const agent = new Agent({ keepAlive: true, maxSockets: plan.concurrency });
  let next = 0;
  let failed = 0;
  let firstFailure: string | null = null;
  const start = performance.now();
  const client = async (): Promise<void> => {
    while (next < plan.requests) {
      const failure = await send(plan, agent, next++);
      if (failure === null) continue;
      failed += 1;
      firstFailure ??= failure;
    }
  };
  await Promise.all(Array.from({ length: plan.concurrency }, client));
  const seconds = (performance.now() - start) / 1_000;
  agent.destroy();
  return { perSecond: plan.requests / seconds, failed, firstFailure };
};

process.on('message', (plan: LoadPlan) => {
  void run(plan).then((result) => process.send!(result));
});
