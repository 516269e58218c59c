import { freshTopic, namesOf, recordsOf, usingBus, type OpenEventBus } from './using-bus';

export const eventBusLogContract = (open: OpenEventBus): void => {
  describe('topics', () => {
    const bus = usingBus(open);

    it('give back what was published, bit for bit, and an offset that grows', async () => {
      const topic = freshTopic();
      const [first, second] = await recordsOf(bus.current, topic, ['a', 'a']);
      const tombstone = { ...second!, value: null, headers: {} };
      await bus.current.publish([first!, tombstone]);
      const received = await bus.current.readKey(topic, 'a', 0);
      expect(received.map(({ offset: _offset, ...record }) => record)).toEqual([first, tombstone]);
      expect(typeof received[0]!.offset).toBe('string');
      expect(received[1]!.offset > received[0]!.offset).toBe(true);
    });

    it('take an empty publication', async () => {
      await expect(bus.current.publish([])).resolves.toBeUndefined();
    });

    it('have at least one partition and a tail for each', async () => {
      const topic = freshTopic();
      const partitions = await bus.current.partitions(topic);
      expect(partitions).toBeGreaterThanOrEqual(1);
      expect(await bus.current.tails(topic)).toEqual(Array.from({ length: partitions }, () => null));
    });

    it('know the record of the greatest source position, also when an older one is published again', async () => {
      const topic = freshTopic();
      const records = await recordsOf(bus.current, topic, ['a', 'b', 'a', 'c', 'b']);
      await bus.current.publish(records);
      await bus.current.publish([records[0]!]);
      const expected = Array.from({ length: await bus.current.partitions(topic) }, (_, partition) => {
        const last = records.filter((record) => record.partition === partition).at(-1);
        return last ? { position: last.position, hash: last.hash, storeId: 'store', key: last.key, sequence: last.sequence } : null;
      });
      expect(await bus.current.tails(topic)).toMatchObject(expected);
    });

    it('keep topics apart', async () => {
      const [one, other] = [freshTopic(), freshTopic()];
      await bus.current.publish(await recordsOf(bus.current, one, ['a']));
      expect((await bus.current.tails(other)).every((tail) => tail === null)).toBe(true);
      expect(await bus.current.readKey(other, 'a', 0)).toEqual([]);
    });

    it('read one key from a sequence on, in order of sequence', async () => {
      const topic = freshTopic();
      const records = await recordsOf(bus.current, topic, ['a', 'b', 'a', 'a', 'b']);
      await bus.current.publish(records);
      expect(namesOf(await bus.current.readKey(topic, 'a', 0))).toEqual(['a:0', 'a:1', 'a:2']);
      expect(namesOf(await bus.current.readKey(topic, 'a', 2))).toEqual(['a:2']);
      expect(await bus.current.readKey(topic, 'a', 3)).toEqual([]);
      expect(await bus.current.readKey(topic, 'nobody', 0)).toEqual([]);
      await bus.current.publish([records[0]!]);
      expect(namesOf(await bus.current.readKey(topic, 'a', 0))).toEqual(['a:0', 'a:0', 'a:1', 'a:2']);
    });

    it('page through several topics, each record once', async () => {
      const [one, other, third] = [freshTopic(), freshTopic(), freshTopic()];
      const first = await recordsOf(bus.current, one, ['a', 'a', 'b']);
      const second = await recordsOf(bus.current, other, ['c', 'c'], 10);
      await bus.current.publish([...first, ...second, ...(await recordsOf(bus.current, third, ['x'], 20))]);
      const pages: string[][] = [];
      for (let after: string | null = null; ; ) {
        const page = await bus.current.readLog({ topics: [one, other], after, limit: 2 });
        if (page.length === 0) break;
        pages.push(namesOf(page));
        after = page.at(-1)!.offset;
      }
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(pages.flat().sort()).toEqual(namesOf([...first, ...second]).sort());
      if ((await bus.current.partitions(one)) === 1) expect(pages.flat()).toEqual(namesOf([...first, ...second]));
      expect(await bus.current.readLog({ topics: [], after: null, limit: 5 })).toEqual([]);
    });

    it('know where their log ends', async () => {
      const [one, other] = [freshTopic(), freshTopic()];
      expect(await bus.current.logHead([one, other])).toBeNull();
      expect(await bus.current.logHead([])).toBeNull();
      await bus.current.publish([...(await recordsOf(bus.current, one, ['a', 'b'])), ...(await recordsOf(bus.current, other, ['c'], 10))]);
      const log = await bus.current.readLog({ topics: [one, other], after: null, limit: 9 });
      expect(await bus.current.logHead([other, one])).toBe(log.at(-1)!.offset);
      expect(await bus.current.logHead([one])).toBe(log.filter((record) => record.topic === one).at(-1)!.offset);
      expect(await bus.current.readLog({ topics: [one, other], after: log.at(-1)!.offset, limit: 9 })).toEqual([]);
    });

    it.each([1, 2, 3, 9])('page through their log without what was published again, over the border of pages of %i too', async (limit) => {
      const topics = [freshTopic(), freshTopic()];
      const records = await recordsOf(bus.current, topics[0]!, ['a', 'b', 'a', 'c']);
      const others = await recordsOf(bus.current, topics[1]!, ['x', 'x'], 2);
      await bus.current.publish([...records.slice(0, 3), ...others]);
      await bus.current.publish([...records.slice(1, 3), ...others]);
      await bus.current.publish([...records.slice(1), ...others]);
      await bus.current.publish(records.slice(2));
      const head = await bus.current.logHead(topics);
      const read: string[] = [];
      let cursor: string | null = null;
      for (let more = true; more; ) {
        const page = await bus.current.readLog({ topics, after: cursor, limit });
        read.push(...namesOf(page));
        more = page.length === limit;
        cursor = page.at(-1)?.offset ?? cursor;
      }
      expect(read.sort()).toEqual(namesOf([...records, ...others]).sort());
      expect(cursor).toBe(head);
    });

    it.each(['', 'x', '-1', '1.5', '9'.repeat(64), 'k1,', 'k0,a:1:1'])('refuse to go on from %p', async (after) => {
      const topic = freshTopic();
      await bus.current.publish(await recordsOf(bus.current, topic, ['a']));
      await expect(bus.current.readLog({ topics: [topic], after, limit: 1 })).rejects.toMatchObject({ code: 'invalid-cursor', details: { field: 'after' } });
    });

    it('name their head to a cursor beyond it, and go on from there', async () => {
      const topic = freshTopic();
      await bus.current.publish(await recordsOf(bus.current, topic, ['a', 'a']));
      const head = (await bus.current.logHead([topic]))!;
      // Every adapter writes its places as whole numbers between colons, if it needs more than one.
      const after = head.replace(/(?<=^|:)\d+(?=:|$)/g, '99999999999');
      expect(after).not.toBe(head);
      await expect(bus.current.readLog({ topics: [topic], after, limit: 1 })).rejects.toMatchObject({ code: 'cursor-beyond-head', details: { field: 'after', head } });
      expect(await bus.current.readLog({ topics: [topic], after: head, limit: 1 })).toEqual([]);
    });
  });
};
