import type { ReceivedRecord } from '@firebreak/event-sourcing';
import { ReadAhead } from './read-ahead';

const records = (...offsets: readonly number[]): ReceivedRecord[] =>
  offsets.map((offset) => ({ topic: 't', partition: 0, key: 'k', id: 'i', type: 'T', sequence: offset, position: `p${offset}`, storeId: 's', hash: `h${offset}`, headers: {}, value: null, offset: String(offset) }));
const behind = (offset: number, position = `p${offset}`) => ({ offset: BigInt(offset), position });

describe('what was read ahead', () => {
  it('is there once, behind the record that it follows and behind no other of that offset or partition', () => {
    const ahead = new ReadAhead();
    ahead.keep('t/0', behind(1), records(2, 3));
    ahead.keep('t/1', undefined, records(0));
    expect([ahead.take('t/0', behind(1, 'other')), ahead.take('t/0', behind(2)), ahead.take('t/1', behind(1)), ahead.take('t/0', undefined)]).toEqual([[], [], [], []]);
    expect([ahead.take('t/0', behind(1)), ahead.take('t/1', undefined)]).toEqual([records(2, 3), records(0)]);
    expect(ahead.take('t/0', behind(1))).toEqual([]);
  });

  it('gives way to what is newer where there is too much of it', () => {
    const ahead = new ReadAhead(4);
    ahead.keep('t/0', undefined, records(0, 1));
    ahead.keep('t/1', undefined, records(0, 1));
    ahead.keep('t/2', undefined, records(0));
    expect(['t/0', 't/1', 't/2'].map((lane) => ahead.take(lane, undefined).length)).toEqual([0, 2, 1]);
    ahead.keep('t/3', undefined, records(0, 1, 2, 3));
    expect(ahead.take('t/3', undefined)).toHaveLength(4);
  });
});
