import { eventBusContract } from './contracts/event-bus-contract';
import { collector, freshTopic, recordsOf } from './contracts/using-bus';
import { memoryEventBus } from './memory-event-bus';

for (const partitions of [1, 3]) {
  eventBusContract(`memory with ${partitions} partitions`, () => {
    const bus = memoryEventBus({ partitions });
    return Promise.resolve({ bus, close: () => Promise.resolve() });
  });
}

describe('a crash of the memory bus', () => {
  it('before a commit ends the subscription, and the batch comes again', async () => {
    let crashes = 1;
    const bus = memoryEventBus({ step: (label) => (label === 'event-bus.commit:before' && (crashes -= 1) >= 0 ? Promise.reject(new Error('crash')) : Promise.resolve()) });
    const topic = freshTopic();
    await bus.publish(await recordsOf(bus, topic, ['a', 'a']));
    const seen = collector();
    const first = await bus.subscribe({ group: 'g', topics: [topic] }, seen.handle);
    await expect(first.done).rejects.toThrow('crash');
    const second = await bus.subscribe({ group: 'g', topics: [topic] }, seen.handle);
    await seen.until(4);
    await second.stop();
    expect(seen.batches.map((batch) => batch.length)).toEqual([2, 2]);
  });

  it('refuses a record for a partition that is not there', async () => {
    const bus = memoryEventBus({ partitions: 2 });
    const [record] = await recordsOf(bus, freshTopic(), ['a']);
    await expect(bus.publish([{ ...record!, partition: 2 }])).rejects.toThrow(RangeError);
  });
});
