import type { ReceivedRecord } from '@firebreak/event-sourcing';
import { accept, fromMetadata, LaneMark, toMetadata } from './lane-mark';

const at = (position: string): ReceivedRecord => ({
  topic: 't', partition: 0, key: 'k', id: position, type: 'T', sequence: 0, position, storeId: 's', hash: 'h', headers: {}, value: null, offset: '0',
});
const positions = (records: readonly ReceivedRecord[]): string[] => records.map(({ position }) => position);

describe('the mark of a partition', () => {
  it('drops what is not above the greatest position, but nothing that has none', () => {
    const { records, greatest } = accept('2', ['1', '2', '3', '', '3', '2', '4'].map(at));
    expect([positions(records), greatest]).toEqual([['3', '', '4'], '4']);
  });

  it('moves with a commit only', () => {
    const mark = new LaneMark(null);
    expect(positions(mark.accept([at('1')]).records)).toEqual(['1']);
    expect(positions(mark.accept([at('1')]).records)).toEqual(['1']);
    mark.committed('1', 1n);
    expect(mark.accept([at('1')])).toEqual({ records: [], greatest: '1' });
  });

  it('forgets after a rewind, and not while it goes on', () => {
    const mark = new LaneMark('5');
    mark.from(7n);
    mark.from(8n);
    expect(mark.accept([at('5')]).records).toEqual([]);
    mark.from(2n);
    expect(positions(mark.accept([at('5')]).records)).toEqual(['5']);
  });

  it('is kept as text beside the offset', () => {
    expect([toMetadata(null), toMetadata('12')]).toEqual(['', 'src-pos=12']);
    expect([null, '', 'of somebody else', toMetadata('12')].map(fromMetadata)).toEqual([null, null, null, '12']);
  });
});
