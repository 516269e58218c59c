import { withoutAborted, type RawMessage } from './aborted';

const abort = Buffer.from([0, 0, 0, 0]);
const commit = Buffer.from([0, 0, 0, 1]);
const message = (offset: number, producerId = '-1'): RawMessage => ({ offset: String(offset), key: null, batchContext: { producerId, inTransaction: producerId !== '-1' } });
const end = (offset: number, producerId: string, key: Buffer): RawMessage => ({ offset: String(offset), key, isControlRecord: true, batchContext: { producerId, inTransaction: true } });
const offsets = (messages: readonly RawMessage[]): string[] => messages.map(({ offset }) => offset);

describe('transactions on a partition', () => {
  it('leaves out marks and what was given up, and nothing of anybody else', () => {
    const messages = [message(0), message(1, '7'), message(2, '8'), message(3), end(4, '7', abort), message(5, '7'), end(6, '8', commit), end(7, '7', commit)];
    expect(offsets(withoutAborted(messages, [{ producerId: '7', firstOffset: '1' }]))).toEqual(['0', '2', '3', '5']);
  });

  it('leaves out marks only where none was given up', () => {
    expect(offsets(withoutAborted([message(1, '7'), end(2, '7', commit)], []))).toEqual(['1']);
  });

  it('one producer may give up twice', () => {
    const messages = [message(1, '7'), end(2, '7', abort), message(3, '7'), end(4, '7', abort), message(5, '7')];
    const given = [{ producerId: '7', firstOffset: '3' }, { producerId: '7', firstOffset: '1' }];
    expect(offsets(withoutAborted(messages, given))).toEqual(['5']);
  });
});
