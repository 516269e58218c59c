import { noStream } from '@firebreak/event-sourcing';
import { eventStoreContract } from './contracts/event-store-contract';
import { storables } from './contracts/storable';
import { memoryEventStore } from './memory-event-store';

eventStoreContract('memory', () => Promise.resolve({ store: memoryEventStore(), close: () => Promise.resolve() }));

describe('a crash around an append', () => {
  const crashing = (at: string) =>
    memoryEventStore({ step: (label) => (label === `event-store.append:${at}` ? Promise.reject(new Error('crash')) : Promise.resolve()) });

  it('before it: nothing is there', async () => {
    const store = crashing('before');
    await expect(store.append('light-default.a', noStream, storables(1))).rejects.toThrow('crash');
    expect(store.all()).toEqual([]);
  });

  it('after it: all is there and the answer is lost', async () => {
    const store = crashing('after');
    await expect(store.append('light-default.a', noStream, storables(2))).rejects.toThrow('crash');
    expect(store.all()).toHaveLength(2);
  });
});
