import { CodedError, createEventCodec, event, handleCommand, type Command, type DomainEvent, type EventStore } from '@firebreak/event-sourcing';
import { memoryEventStore } from '@firebreak/event-sourcing-testing';
import { measuredStore } from './measured-store';
import { Metrics } from './metrics';

type Lit = DomainEvent<'Lit', { readonly n: number }>;
const codec = createEventCodec<Lit>({ Lit: { personal: [] } });
const stream = 'light-default.a';
const command: Command<'Light'> = {
  type: 'Light',
  data: {},
  meta: { tenant: 'default', actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now: '2026-03-05T10:11:12.345Z', idempotency: null },
};
const aggregate = { initialState: 0, evolve: (n: number): number => n + 1 };
const light = (store: EventStore): Promise<unknown> =>
  handleCommand({ store, codec, aggregate }, stream, () => [event('Lit', { n: 1 })], command, { expected: 'any' });

const measured = (over: Partial<EventStore>) => {
  const metrics = new Metrics();
  let now = 0;
  return { metrics, store: measuredStore({ ...memoryEventStore(), ...over }, metrics, () => (now += 250)) };
};

describe('a measured store', () => {
  it('times appends by category and outcome', async () => {
    const { metrics, store } = measured({});
    await light(store);
    const text = await metrics.text();
    expect(text).toContain('firebreak_append_seconds_sum{category="light",outcome="appended"} 0.25');
    expect(text).toContain('firebreak_append_seconds_bucket{le="0.1",category="light",outcome="appended"} 0');
    expect(text).toContain('firebreak_append_seconds_bucket{le="0.25",category="light",outcome="appended"} 1');
    expect(text).toContain('firebreak_commands_total{category="light",outcome="appended"} 1');
  });

  it('counts conflicts, and what became of the command in the end', async () => {
    const inner = memoryEventStore();
    let others = 2;
    const append: EventStore['append'] = async (...sent) => {
      if ((others -= 1) >= 0) throw new CodedError('revision-conflict', { stream, expected: -1, actual: 0 });
      return inner.append(...sent);
    };
    const { metrics, store } = measured({ append });
    await light(store);
    const text = await metrics.text();
    expect(text).toContain('firebreak_command_conflicts_total{category="light"} 2');
    expect(text).toContain('firebreak_append_seconds_count{category="light",outcome="revision-conflict"} 2');
    expect(text).toContain('firebreak_commands_total{category="light",outcome="appended"} 1');
  });

  it('counts what had to be sent again, and refusals by their code', async () => {
    const { metrics, store } = measured({ append: () => Promise.reject(new CodedError('append-outcome-unknown')) });
    await expect(light(store)).rejects.toMatchObject({ code: 'append-outcome-unknown' });
    const text = await metrics.text();
    expect(text).toContain('firebreak_append_unknown_total{category="light"} 6');
    expect(text).toContain('firebreak_commands_total{category="light",outcome="append-outcome-unknown"} 1');
  });
});
