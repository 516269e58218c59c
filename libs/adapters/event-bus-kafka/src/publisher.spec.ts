import type { BusRecord } from '@firebreak/event-sourcing';
import { requestsOf } from './publisher';

const record = (sequence: number, bytes: number, partition = 0): BusRecord => ({
  topic: 't', partition, key: 'k', id: 'i', type: 'T', sequence, position: String(sequence), storeId: 's', hash: 'h', headers: {}, value: 'x'.repeat(bytes),
});

const sequences = (requests: readonly (readonly BusRecord[])[]): number[][] => requests.map((each) => each.map(({ sequence }) => sequence));

describe('requests of a publication', () => {
  it('are cut by size and keep the order', () => {
    const requests = requestsOf([record(0, 400), record(1, 1_500), record(2, 9_000), record(3, 10), record(4, 10)], { share: 4_000, request: 40_000 });
    expect(sequences(requests)).toEqual([[0, 1], [2], [3, 4]]);
  });

  it('hold as much of each partition as the broker takes, up to a limit of all', () => {
    const records = [record(0, 1_500), record(1, 1_500, 1), record(2, 1_500, 2), record(3, 1_500, 1), record(4, 10, 2)];
    expect(sequences(requestsOf(records, { share: 4_500, request: 40_000 }))).toEqual([[0, 1, 2, 3, 4]]);
    expect(sequences(requestsOf(records, { share: 4_500, request: 5_000 }))).toEqual([[0, 1], [2, 3, 4]]);
    expect(sequences(requestsOf([...records, record(5, 10, 1)], { share: 4_500, request: 40_000 }))).toEqual([[0, 1, 2, 3, 4], [5]]);
  });

  it('are none for nothing', () => expect(requestsOf([])).toEqual([]));
});
