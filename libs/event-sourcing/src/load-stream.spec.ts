import { memoryEventStore } from '@firebreak/event-sourcing-testing';
import type { CommandMeta } from './command';
import { handleCommand } from './handle-command';
import { loadStream } from './load-stream';
import { keyed, lightAggregate, lightCodec, switchLight, switchTo } from './testing/light';

const stream = 'light-default.kitchen';

const story = async (...commands: readonly [watts: number, meta: Partial<CommandMeta>][]) => {
  const store = memoryEventStore();
  const handling = { store, codec: lightCodec, aggregate: lightAggregate };
  for (const [watts, meta] of commands) await handleCommand(handling, stream, switchLight, switchTo(watts, meta), { expected: 'any' });
  return store;
};

describe('loading a stream', () => {
  it('is the initial state where there is none', async () => {
    const { state, envelope, events } = await loadStream(memoryEventStore(), lightAggregate, lightCodec, stream);
    expect(state).toBe(lightAggregate.initialState);
    expect(events).toEqual([]);
    expect(envelope).toEqual({ stream, revision: -1, lastHash: null, lastRecordedAt: null, keys: new Map() });
  });

  it('folds state and envelope, every key with the revision of its last event', async () => {
    const store = await story([40, keyed('a')], [60, { ...keyed('b'), now: '2026-03-02T09:00:00.000Z' }], [0, {}]);
    const { state, envelope, events } = await loadStream(store, lightAggregate, lightCodec, stream);
    expect(state).toEqual({ on: false, watts: 60 });
    expect(events.map(({ revision, type }) => `${revision} ${type}`)).toEqual(['0 LightSwitchedOn', '1 LightSwitchedOff', '2 LightSwitchedOn', '3 LightSwitchedOff']);
    expect(envelope).toMatchObject({ revision: 3, lastHash: events[3]!.hash, lastRecordedAt: '2026-03-02T09:00:00.000Z' });
    expect([...envelope.keys].map(([key, { revision }]) => [key, revision])).toEqual([['a', 0], ['b', 2]]);
  });

  it('goes back to a revision, keys and all', async () => {
    const store = await story([40, keyed('a')], [60, keyed('b')]);
    const { state, envelope } = await loadStream(store, lightAggregate, lightCodec, stream, { revision: 1 });
    expect(state).toEqual({ on: false, watts: 40 });
    expect(envelope.revision).toBe(1);
    expect(envelope.keys.get('b')).toMatchObject({ revision: 1 });
    expect((await loadStream(store, lightAggregate, lightCodec, stream, { revision: 0 })).envelope.keys.has('b')).toBe(false);
  });

  it('goes back to what was recorded by an instant, whatever occurred before it', async () => {
    const store = await story([40, { now: '2026-03-02T08:00:00.000Z' }], [0, { now: '2026-03-02T10:00:00.000Z' }]);
    const at = async (recordedAt: string) => (await loadStream(store, lightAggregate, lightCodec, stream, { recordedAt })).envelope.revision;
    expect(await at('2026-03-02T07:59:59.999Z')).toBe(-1);
    expect(await at('2026-03-02T08:00:00.000Z')).toBe(0);
    expect(await at('2026-03-02T09:59:59.999Z')).toBe(0);
    expect(await at('2026-03-02T10:00:00.000Z')).toBe(1);
  });
});
