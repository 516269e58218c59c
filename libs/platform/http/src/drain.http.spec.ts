import type { AddressInfo } from 'node:net';
import { stopHttpApp } from './app/create-http-app';
import { edgeApp, ticketBody } from './testing/edge-app';
import { exchange } from './testing/raw-socket';

const started = async (answerAppend?: Promise<void>) => {
  let reached = (): void => undefined;
  const appending = new Promise<void>((resolve) => (reached = resolve));
  const edge = await edgeApp();
  const append = edge.store.append.bind(edge.store);
  Object.assign(edge.store, {
    append: async (...given: Parameters<typeof append>) => {
      reached();
      await answerAppend;
      return append(...given);
    },
  });
  await edge.app.listen(0, '127.0.0.1');
  const { port } = edge.app.getHttpServer().address() as AddressInfo;
  const body = JSON.stringify(ticketBody);
  const authorization = `Authorization: Bearer ${await edge.token('service-desk')}`;
  const headers = ['Host: x', authorization, 'Content-Type: application/json', 'Idempotency-Key: k', `Content-Length: ${body.length}`];
  return { edge, port, appending, post: `POST /v1/tickets HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}` };
};

describe('a stop', () => {
  it('answers what is in flight, says that the connection ends, and takes nothing new', async () => {
    let finish = (): void => undefined;
    const { edge, port, appending, post } = await started(new Promise<void>((resolve) => (finish = resolve)));
    const inFlight = exchange(port, post);
    await appending;
    const stopped = stopHttpApp(edge.app);
    expect(edge.health.draining).toBe(true);
    await expect(exchange(port, post)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    finish();
    const { answers, closed } = await inFlight;
    expect([answers.map(({ status, headers }) => [status, headers['connection']]), closed]).toEqual([[[201, 'close']], true]);
    await stopped;
    expect(edge.store.all()).toHaveLength(1);
  });

  it('lets go of idle connections', async () => {
    const { edge, port, post } = await started();
    const { answers } = await exchange(port, post, { answers: 1, stay: true });
    expect(answers.map(({ status }) => status)).toEqual([201]);
    await stopHttpApp(edge.app);
    expect(edge.app.getHttpServer().listening).toBe(false);
  });

  it('cuts what does not end within its grace', async () => {
    const { edge, port, appending, post } = await started(new Promise<void>(() => undefined));
    const inFlight = exchange(port, post);
    await appending;
    await stopHttpApp(edge.app, { graceMs: 20 });
    expect(await inFlight).toEqual({ answers: [], closed: true });
  });

  it('turns readiness off first', async () => {
    const { edge } = await started();
    const stopped = stopHttpApp(edge.app, { delayMs: 5 });
    const ready = await edge.app.inject('/health/ready');
    expect([ready.statusCode, ready.headers.connection]).toEqual([503, 'close']);
    await stopped;
  });
});
