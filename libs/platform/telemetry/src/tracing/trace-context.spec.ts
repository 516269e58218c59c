import { formatTraceparent, parseTraceparent, spanOf, traceOf } from './trace-context';

const trace = '0af7651916cd43dd8448eb211c80319c';

describe('trace context', () => {
  it.each(['00', '01'])('comes back as it was, flags %s', (flags) => {
    const header = `00-${trace}-b7ad6b7169203331-${flags}`;
    expect(formatTraceparent(parseTraceparent(header)!)).toBe(header);
  });

  it('of a later version is read as far as it is known', () => expect(parseTraceparent(`01-${trace}-b7ad6b7169203331-03-x`)).toMatchObject({ traceId: trace, traceFlags: 1, isRemote: true }));

  it.each([[undefined], [['a']], [''], [`00-${trace.toUpperCase()}-b7ad6b7169203331-01`], [`00-${trace}-${'0'.repeat(16)}-01`]])('is not read from %j', (header) =>
    expect(parseTraceparent(header)).toBeNull());
});

describe('ids that follow from an event', () => {
  it('a trace is itself', () => expect(traceOf(trace)).toBe(trace));
  it('an id is a trace in other letters', () => expect(traceOf('0af76519-16cd-43dd-8448-eb211c80319c')).toBe(trace));
  it.each(['job:7', '', '0'.repeat(32), '00000000-0000-0000-0000-000000000000', trace.toUpperCase()])('anything else has a digest: %j', (correlation) => {
    expect(traceOf(correlation)).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(traceOf(correlation)).toBe(traceOf(correlation));
    expect(traceOf(correlation)).not.toBe(trace);
  });

  it('the span is the end of the event’s id', () => expect(spanOf('2ed6657d-e927-568b-95e1-2665a8aea6a2')).toBe('95e12665a8aea6a2'));
  it.each(['', 'e1', '2ed6657d-e927-568b-0000-000000000000'])('or a digest: %j', (id) => expect(spanOf(id)).toMatch(/^(?!0{16})[0-9a-f]{16}$/));
});
