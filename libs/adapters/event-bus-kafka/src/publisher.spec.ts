import type { BusRecord } from '@firebreak/event-sourcing';
import { requestsOf } from './publisher';

const record = (sequence: number, bytes: number): BusRecord => ({
  topic: 't', partition: 0, key: 'k', id: 'i', type: 'T', sequence, position: String(sequence), storeId: 's', hash: 'h', headers: {}, value: 'x'.repeat(bytes),
});

describe('requests of a publication', () => {
  it('are cut by size and keep the order', () => {
    const requests = requestsOf([record(0, 400), record(1, 1_500), record(2, 9_000), record(3, 10), record(4, 10)], 4_000);
    expect(requests.map((each) => each.map(({ sequence }) => sequence))).toEqual([[0, 1], [2], [3, 4]]);
  });

  it('are none for nothing', () => expect(requestsOf([])).toEqual([]));
});
