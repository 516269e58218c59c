import { memoryEventBus, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { createEventCodec, event, type DomainEvent, type EventStore } from '@firebreak/event-sourcing';
import { Runtime, type Waiting } from '@firebreak/runtime';
import { createLogger, Metrics } from '@firebreak/telemetry';
import { Silence } from './silence';
import { watchRuntime } from './watch-runtime';

const waiting = (next: string, over: Partial<Waiting> = {}): Waiting => ({ reader: 'facts', source: 'bus', lane: 'facts topic/0', next, since: null, events: 1, ...over });

const watching = () => {
  const lines: object[] = [];
  const logger = createLogger({ destination: { write: (line) => void lines.push(JSON.parse(line) as object) } });
  let now = 0;
  let seen: readonly Waiting[] = [];
  const silence = new Silence({ runtime: { waiting: async () => seen }, logger, monotonic: () => now });
  const look = async (at: number, ...what: readonly Waiting[]): Promise<number | undefined> => {
    [now, seen] = [at, what];
    await silence.look();
    return silence.seconds.get('facts');
  };
  return { look, lines };
};

describe('a silent reader', () => {
  it('is told of once when it has not moved for 30 s, and again after it has moved', async () => {
    const { look, lines } = watching();
    expect([await look(0, waiting('a')), await look(29_000, waiting('a'))]).toEqual([0, 29]);
    expect(lines).toEqual([]);
    expect([await look(30_000, waiting('a')), await look(40_000, waiting('a'))]).toEqual([30, 40]);
    expect(lines).toMatchObject([{ level: 50, reader: 'facts', lane: 'facts topic/0', event: 'a', seconds: 30 }]);
    expect([await look(41_000, waiting('b')), await look(71_000, waiting('b'))]).toEqual([0, 30]);
    expect(lines).toHaveLength(2);
  });

  it('is nobody who has nothing before them or gets on, however far behind', async () => {
    const { look, lines } = watching();
    for (let at = 0; at < 120_000; at += 5_000) expect(await look(at, waiting(`e${at}`))).toBe(0);
    expect(await look(200_000)).toBeUndefined();
    expect(await look(300_000, waiting('z'))).toBe(0);
    expect(lines).toEqual([]);
  });

  it('is one partition of a group whose others get on', async () => {
    const { look } = watching();
    await look(0, waiting('a'), waiting('x', { lane: 'facts topic/1' }));
    expect(await look(30_000, waiting('a'), waiting('y', { lane: 'facts topic/1' }))).toBe(30);
  });
});

describe('what operators look at', () => {
  type Lit = DomainEvent<'Lit', { readonly n: number }>;
  const codec = createEventCodec<Lit>({ Lit: { personal: [] } });
  const stream = 'light-default.a';
  const now = '2026-03-05T10:11:12.000Z';
  const prepared = codec.prepare(
    { stream, revision: -1, lastHash: null, lastRecordedAt: null },
    { tenant: 'default', actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now, idempotency: null },
    [event('Lit', { n: 1 }), event('Lit', { n: 2 })],
  );

  it('shows a subscription that hangs without an error: how far, how old, that nothing failed', async () => {
    let hangs = false;
    let release: () => void = () => undefined;
    const inner = memoryEventStore();
    const hung = new Promise<void>((resolve) => (release = resolve));
    const store: EventStore = { ...inner, readAll: async (options) => (hangs && options.limit < 1_000 ? (await hung, []) : inner.readAll(options)) };
    const runtime = new Runtime({ store, bus: memoryEventBus(), readStore: memoryReadStore(), clock: { now: () => '2026-03-05T10:11:54.500Z' } });
    runtime.projectFromStore({ name: 'own', codecs: { light: codec }, categories: ['light'], projections: [] });
    await runtime.start();
    await runtime.whenCaughtUp();
    const metrics = new Metrics();
    const stop = watchRuntime(metrics, runtime, createLogger({ level: 'silent' }));
    expect(await metrics.text()).toContain('firebreak_reader_lag_seconds{reader="own"} 0');
    hangs = true;
    await inner.append(stream, -1, prepared);
    const text = await metrics.text();
    expect(text).toContain('firebreak_reader_lag_events{reader="own"} 2');
    expect(text).toContain('firebreak_reader_lag_seconds{reader="own"} 42.5');
    expect(text).toContain('firebreak_loop_failures_total{loop="own"} 0');
    const asked = jest.spyOn(runtime, 'waiting');
    await metrics.text();
    expect(asked).toHaveBeenCalledTimes(1);
    hangs = false;
    release();
    await runtime.whenCaughtUp();
    expect(await metrics.text()).toContain('firebreak_reader_lag_events{reader="own"} 0');
    stop();
    await runtime.drain();
  });

  it('is looked at by one at a time, however long a look takes', async () => {
    const runtime = new Runtime({ store: memoryEventStore(), bus: memoryEventBus(), readStore: memoryReadStore(), clock: { now: () => now } });
    const answers: ((waiting: readonly Waiting[]) => void)[] = [];
    jest.spyOn(runtime, 'waiting').mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    jest.useFakeTimers();
    const stop = watchRuntime(new Metrics(), runtime, createLogger({ level: 'silent' }));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(answers).toHaveLength(1);
    answers[0]!([]);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(answers).toHaveLength(2);
    stop();
    jest.useRealTimers();
  });
});
