import fc from 'fast-check';
import type { BusRecord } from './event-bus';
import { ReaderRule } from './reader-rule';

const record = (position: number, partition = 0, topic = 'firebreak.light.v1'): BusRecord => ({
  topic,
  partition,
  key: 'light-default.kitchen',
  id: String(position),
  type: 'Lit',
  sequence: position,
  position: String(position).padStart(8, '0'),
  storeId: 'store',
  hash: '',
  headers: {},
  value: '{}',
});

describe('the reader rule', () => {
  it('lets pass what lies above everything before it, partition by partition', () => {
    const rule = new ReaderRule();
    expect([1, 2, 2, 1, 4, 3, 5].map((position) => rule.accepts(record(position)))).toEqual([true, true, false, false, true, false, true]);
    expect([rule.accepts(record(1, 1)), rule.accepts(record(1, 0, 'firebreak.door.v1')), rule.accepts(record(1, 1))]).toEqual([true, true, false]);
  });

  it('forgets where it stood after a rewind', () => {
    const rule = new ReaderRule();
    rule.accepts(record(2));
    rule.reset();
    expect(rule.accepts(record(1))).toBe(true);
  });

  it('makes the source of any mixture of senders that each start from what has landed and send in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 200 }), (choices) => {
        const landed: number[] = [];
        const senders = [0, 0, 0].map(() => ({ next: 1 }));
        for (const choice of choices) {
          const sender = senders[choice];
          if (sender) landed.push(sender.next++);
          else senders[landed.length % 3]!.next = Math.max(0, ...landed) + 1;
        }
        const rule = new ReaderRule();
        const accepted = landed.filter((position) => rule.accepts(record(position)));
        expect(accepted).toEqual(Array.from({ length: Math.max(0, ...landed) }, (_, index) => index + 1));
      }),
      { seed: 51, numRuns: 300 },
    );
  });
});
