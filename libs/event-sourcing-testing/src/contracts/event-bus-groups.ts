import { progressMark } from '@firebreak/event-sourcing';
import { collector, expectOrderPerKey, freshGroup, freshTopic, latch, namesOf, recordsOf, usingBus, type OpenEventBus } from './using-bus';

const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `key-${(index * 7) % 5}`);

export const eventBusGroupContract = (open: OpenEventBus): void => {
  describe('groups', () => {
    const bus = usingBus(open);

    it('a new one starts at the beginning and goes on with what comes, in order per key', async () => {
      const [topic, group] = [freshTopic(), freshGroup()];
      const records = await recordsOf(bus.current, topic, keys(40));
      await bus.current.publish(records.slice(0, 25));
      const seen = collector();
      const subscription = await bus.current.subscribe({ group, topics: [topic], maxBatch: 4 }, seen.handle);
      await seen.until(25);
      for (const record of records.slice(25)) await bus.current.publish([record]);
      await seen.until(40);
      await subscription.stop();
      expectOrderPerKey(seen.received());
      expect(namesOf(seen.received()).sort()).toEqual(namesOf(records).sort());
      expect(Math.max(...seen.batches.map((batch) => batch.length))).toBeLessThanOrEqual(4);
      expect(await bus.current.lag(group, [topic])).toBe(0);
    });

    it('resumes after its last commit, also when the log was opened again', async () => {
      const [topic, group] = [freshTopic(), freshGroup()];
      const records = await recordsOf(bus.current, topic, keys(20));
      await bus.current.publish(records.slice(0, 12));
      const before = collector();
      const first = await bus.current.subscribe({ group, topics: [topic] }, before.handle);
      await before.until(12);
      await first.stop();
      await bus.reopen();
      await bus.current.publish(records.slice(12));
      const after = collector();
      const second = await bus.current.subscribe({ group, topics: [topic] }, after.handle);
      await after.until(8);
      await second.stop();
      expect(namesOf(after.received()).sort()).toEqual(namesOf(records.slice(12)).sort());
    });

    it('sees a rejected batch again, and nothing after it before', async () => {
      const [topic, group] = [freshTopic(), freshGroup()];
      const records = await recordsOf(bus.current, topic, Array.from({ length: 9 }, () => 'a'));
      await bus.current.publish(records);
      const seen = collector();
      let rejections = 3;
      const subscription = await bus.current.subscribe({ group, topics: [topic], maxBatch: 3 }, async (batch) => {
        await seen.handle(batch);
        if (batch.some((record) => record.sequence === 4) && (rejections -= 1) >= 0) throw new Error('not now');
      });
      await seen.until(9 + 3 * 3);
      await subscription.stop();
      const again = ['a:3', 'a:4', 'a:5'];
      expect(seen.batches.map(namesOf)).toEqual([['a:0', 'a:1', 'a:2'], again, again, again, again, ['a:6', 'a:7', 'a:8']]);
    });

    it('does not commit what its handler never finished', async () => {
      const [topic, group] = [freshTopic(), freshGroup()];
      await bus.current.publish(await recordsOf(bus.current, topic, ['a', 'a']));
      const tried = latch();
      const failing = await bus.current.subscribe({ group, topics: [topic] }, () => {
        tried.open();
        return Promise.reject(new Error('never'));
      });
      await tried.opened;
      await failing.stop();
      expect(await bus.current.lag(group, [topic])).toBe(2);
      const seen = collector();
      const next = await bus.current.subscribe({ group, topics: [topic] }, seen.handle);
      await seen.until(2);
      await next.stop();
      expect(namesOf(seen.received())).toEqual(['a:0', 'a:1']);
    });

    it('one that rejects holds up neither another topic nor another group', async () => {
      const [bad, good, group] = [freshTopic(), freshTopic(), freshGroup()];
      await bus.current.publish([...(await recordsOf(bus.current, bad, ['a'])), ...(await recordsOf(bus.current, good, ['b', 'b'], 10))]);
      const [seen, other] = [collector(), collector()];
      const subscription = await bus.current.subscribe({ group, topics: [bad, good] }, (batch) =>
        batch.some((record) => record.topic === bad) ? Promise.reject(new Error('never')) : seen.handle(batch),
      );
      const independent = await bus.current.subscribe({ group: freshGroup(), topics: [bad, good] }, other.handle);
      await Promise.all([seen.until(2), other.until(3)]);
      await Promise.all([subscription.stop(), independent.stop()]);
      expect(namesOf(seen.received())).toEqual(['b:0', 'b:1']);
      expect(namesOf(other.received()).sort()).toEqual(['a:0', 'b:0', 'b:1']);
    });

    it('lets the batch in hand finish when it is stopped', async () => {
      const [topic, group] = [freshTopic(), freshGroup()];
      await bus.current.publish(await recordsOf(bus.current, topic, ['a', 'a', 'a']));
      const [started, finish] = [latch(), latch()];
      const order: string[] = [];
      const subscription = await bus.current.subscribe({ group, topics: [topic], maxBatch: 2 }, async (batch) => {
        started.open();
        await finish.opened;
        order.push(...namesOf(batch));
      });
      await started.opened;
      const stopped = subscription.stop().then(() => order.push('stopped'));
      finish.open();
      await stopped;
      await expect(subscription.done).resolves.toBeUndefined();
      expect(order).toEqual(['a:0', 'a:1', 'stopped']);
      expect(await bus.current.lag(group, [topic])).toBe(1);
    });

    it('never runs its handler twice at once for one partition', async () => {
      const [one, other, group] = [freshTopic(), freshTopic(), freshGroup()];
      await bus.current.publish([...(await recordsOf(bus.current, one, keys(15))), ...(await recordsOf(bus.current, other, keys(15), 100))]);
      const seen = collector();
      const running = new Map<string, number>();
      let most = 0;
      const subscription = await bus.current.subscribe({ group, topics: [one, other], maxBatch: 2 }, async (batch) => {
        const lane = `${batch[0]!.topic}/${batch[0]!.partition}`;
        expect(new Set(batch.map(({ topic, partition }) => `${topic}/${partition}`))).toEqual(new Set([lane]));
        running.set(lane, (running.get(lane) ?? 0) + 1);
        most = Math.max(most, running.get(lane)!);
        await bus.current.lag(group, [one]);
        running.set(lane, running.get(lane)! - 1);
        await seen.handle(batch);
      });
      await seen.until(30);
      await subscription.stop();
      expect(most).toBe(1);
    });

    it('shares the work of two members, each key still in order', async () => {
      const [topic, group] = [freshTopic(), freshGroup()];
      const records = await recordsOf(bus.current, topic, keys(60));
      const seen = collector();
      const subscribe = () => bus.current.subscribe({ group, topics: [topic], maxBatch: 3 }, seen.handle);
      const members = [await subscribe(), await subscribe()];
      for (let at = 0; at < records.length; at += 6) await bus.current.publish(records.slice(at, at + 6));
      await seen.until(60);
      await Promise.all(members.map((member) => member.stop()));
      expectOrderPerKey(seen.received());
      expect([...new Set(namesOf(seen.received()))].sort()).toEqual(namesOf(records).sort());
      expect(await bus.current.lag(group, [topic])).toBe(0);
      const late = collector();
      const third = await bus.current.subscribe({ group, topics: [topic] }, late.handle);
      const [next] = await recordsOf(bus.current, topic, ['after'], 1000);
      await bus.current.publish([next!]);
      await late.until(1);
      await third.stop();
      expect(namesOf(late.received())).toEqual(['after:0']);
    });

    it('one member takes over what another leaves', async () => {
      const [topic, group] = [freshTopic(), freshGroup()];
      const [leaver, stayer] = [collector(), collector()];
      const first = await bus.current.subscribe({ group, topics: [topic] }, leaver.handle);
      const second = await bus.current.subscribe({ group, topics: [topic] }, stayer.handle);
      await first.stop();
      await bus.current.publish(await recordsOf(bus.current, topic, keys(10)));
      await stayer.until(10);
      await second.stop();
      expect(leaver.received()).toEqual([]);
    });

    it('counts what it has not committed', async () => {
      const [topic, empty, group] = [freshTopic(), freshTopic(), freshGroup()];
      expect(await bus.current.lag(group, [topic, empty])).toBe(0);
      await bus.current.publish(await recordsOf(bus.current, topic, keys(7)));
      expect(await bus.current.lag(group, [topic, empty])).toBe(7);
      expect(await bus.current.lag(group, [empty])).toBe(0);
    });

    it('shows the first of what it has not committed, and no progress mark', async () => {
      const [topic, empty, group] = [freshTopic(), freshTopic(), freshGroup()];
      expect(await bus.current.waiting(group, [topic, empty])).toEqual([]);
      const [first, mark, third, fourth] = await recordsOf(bus.current, topic, ['a', 'a', 'a', 'a']);
      await bus.current.publish([first!]);
      const seen = collector();
      const subscription = await bus.current.subscribe({ group, topics: [topic] }, seen.handle);
      await seen.until(1);
      await subscription.stop();
      expect(await bus.current.waiting(group, [topic, empty])).toEqual([]);
      await bus.current.publish([{ ...mark!, type: progressMark, value: '{}' }, third!, fourth!]);
      expect(namesOf(await bus.current.waiting(group, [topic, empty]))).toEqual(['a:2']);
    });
  });
};
