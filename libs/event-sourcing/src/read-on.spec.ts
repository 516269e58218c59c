import { memoryEventBus, memoryEventStore, storables, type MemoryEventStore } from '@firebreak/event-sourcing-testing';
import type { EventStore } from './event-store';
import { readOn } from './read-on';
import { Relay } from './relay';

const light = 'light-default.kitchen';
const door = 'door-default.front';
const options = { after: null, limit: 10, categories: ['light'] };

const filled = async (...streams: readonly string[]): Promise<MemoryEventStore> => {
  const store = memoryEventStore();
  for (const stream of streams) await store.append(stream, (await store.readStream(stream)).length - 1, storables(1));
  return store;
};

describe('reading on', () => {
  it('has got to the last event of the page', async () => {
    const store = await filled(light, light, door);
    expect(await readOn(store, { ...options, limit: 1 })).toEqual({ page: [store.all()[0]], position: store.all()[0]!.position });
  });

  it('has got to the head where the categories have no more', async () => {
    const store = await filled(light, door, door);
    const { page, position } = await readOn(store, { ...options, after: store.all()[0]!.position });
    expect([page, position]).toEqual([[], await store.head()]);
    expect(await readOn(store, { ...options, after: position })).toEqual({ page: [], position });
  });

  it('is nowhere in an empty store', async () => expect(await readOn(await filled(), options)).toEqual({ page: [], position: null }));

  it('passes nothing that is written while it looks', async () => {
    const inner = await filled(door);
    const store: EventStore = {
      ...inner,
      head: async () => {
        await inner.append(light, -1, storables(1));
        return inner.head();
      },
    };
    const [, written] = (await readOn(store, options)).page.length === 1 ? inner.all() : [];
    expect(written).toMatchObject({ stream: light });
  });

  it('asks nobody for what was seen already, and asks where that cannot be told', async () => {
    const inner = await filled(light);
    const asked: unknown[] = [];
    const seen = { page: [], position: 'p7' };
    const watched = (told: typeof seen | null): EventStore => ({ ...inner, seen: () => told, readAll: (each) => (asked.push(each), inner.readAll(each)) });
    expect([await readOn(watched(seen), options), asked]).toEqual([seen, []]);
    expect((await readOn(watched(null), options)).page).toHaveLength(1);
    expect(asked).toEqual([options]);
  });

  it('lets a relay rest behind what it does not publish', async () => {
    const store = await filled(light, door);
    const toContract = () => ({ type: 'Lit', value: '{}', headers: {} });
    const relay = new Relay({ store, bus: memoryEventBus(), categories: ['light'], toContract, partitionOf: () => 0 });
    expect([await relay.step(), await relay.step()]).toEqual([1, 0]);
    expect(relay.position).toBe(await store.head());
  });
});
