import { correlationOf } from './correlation';
import { Health } from './health';
import { createLogger } from './logger';
import { Metrics } from './metrics';
import { NestLogger } from './nest-logger';

const fresh = () => 'fresh';

const capture = (): { lines: string[]; logger: ReturnType<typeof createLogger> } => {
  const lines: string[] = [];
  return { lines, logger: createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } }) };
};

describe('correlation', () => {
  const trace = '0af7651916cd43dd8448eb211c80319c';

  it('takes the id that came along', () => expect(correlationOf({ 'x-correlation-id': 'job:7.a-b' }, fresh)).toBe('job:7.a-b'));
  it('takes the trace of traceparent', () => expect(correlationOf({ traceparent: `00-${trace}-b7ad6b7169203331-01` }, fresh)).toBe(trace));
  it.each([['a b'], ['x\r\ny'], [''], ['x'.repeat(129)], [['a', 'b']]])('makes its own instead of %j', (given) =>
    expect(correlationOf({ 'x-correlation-id': given }, fresh)).toBe('fresh'));
  it.each([[`00-${'0'.repeat(32)}-b7ad6b7169203331-01`], [`00-${trace}`], ['garbage']])('ignores the traceparent %s', (traceparent) =>
    expect(correlationOf({ traceparent }, fresh)).toBe('fresh'));
});

describe('logger', () => {
  it('keeps credentials out', () => {
    const { lines, logger } = capture();
    logger.info({ headers: { authorization: 'Bearer s3cret', cookie: 's3cret' }, token: 's3cret', request: { body: { password: 's3cret' } } }, 'seen');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('s3cret');
    expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'seen', token: '[redacted]' });
  });

  it('writes one line whatever the value holds', () => {
    const { lines, logger } = capture();
    logger.warn({ title: 'a\r\n{"level":60}\u2028' }, 'one\nline');
    expect(lines).toHaveLength(1);
    expect(lines[0]!.trimEnd()).not.toMatch(/[\r\n]/);
  });

  it('takes in what Nest has to say', () => {
    const { lines, logger } = capture();
    const nest = new NestLogger(logger);
    nest.log('started', 'Router');
    nest.error(new Error('broken'), 'the stack', 'Router');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 20, msg: 'started', context: 'Router' },
      { level: 50, context: 'Router', stack: 'the stack', err: { message: 'broken' } },
    ]);
  });
});

describe('metrics', () => {
  it('gives the same instrument for the same name', async () => {
    const metrics = new Metrics();
    metrics.counter('conflicts_total', 'Conflicts.', ['stream']).inc({ stream: 'incident' });
    metrics.counter('conflicts_total', 'Conflicts.', ['stream']).inc({ stream: 'incident' }, 2);
    expect(await metrics.text()).toContain('conflicts_total{stream="incident"} 3');
  });

  it('asks for observed values when somebody looks, and forgets what is gone', async () => {
    const metrics = new Metrics();
    let lag = new Map([['facts', 4], ['list', 1]]);
    metrics.observed('lag_events', 'Events behind.', 'projection', () => lag);
    expect(await metrics.text()).toContain('lag_events{projection="facts"} 4');
    lag = new Map([['list', 0]]);
    const later = await metrics.text();
    expect(later).toContain('lag_events{projection="list"} 0');
    expect(later).not.toContain('facts');
  });

  it('tells the rest where something cannot be read', async () => {
    const metrics = new Metrics();
    metrics.observed('lag_events', 'Events behind.', 'projection', () => Promise.reject(new Error('the bus is away')));
    metrics.observedTotal('healed_total', 'Holes filled.', 'projection', () => new Map([['list', 3]]));
    const text = await metrics.text();
    expect(text).toContain('# TYPE healed_total counter');
    expect(text).toContain('healed_total{projection="list"} 3');
    expect(text).not.toMatch(/^lag_events/m);
    expect(await metrics.text()).toContain('firebreak_metrics_unread_total{metric="lag_events"} 1');
  });

  it('keeps registries of two processes apart', async () => {
    new Metrics().counter('once_total', 'Once.').inc();
    expect(await new Metrics().text()).not.toContain('once_total');
  });
});

describe('health', () => {
  it('is ready while it serves and every check passes', async () => {
    const health = new Health();
    health.add({ name: 'store', check: () => true });
    expect(await health.report()).toEqual({ ready: false, checks: [{ name: 'store', ok: true }] });
    health.serve();
    expect((await health.report()).ready).toBe(true);
    health.add({ name: 'bus', check: () => Promise.reject(new Error('gone')) });
    expect(await health.report()).toEqual({ ready: false, checks: [{ name: 'store', ok: true }, { name: 'bus', ok: false }] });
  });

  it('never comes back from draining', async () => {
    const health = new Health();
    health.serve();
    health.drain();
    health.serve();
    expect(await health.report()).toEqual({ ready: false, checks: [] });
    expect(health.draining).toBe(true);
  });
});
