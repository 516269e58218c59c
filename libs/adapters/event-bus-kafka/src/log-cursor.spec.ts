import { readCursor, writeCursor } from './log-cursor';

describe('the cursor of a log over several partitions', () => {
  const cursor = new Map([
    ['b.v1/1', { offset: 12n, position: 'C:1,P 2' }],
    ['a.v1/0', { offset: 9007199254740993n, position: '0000000000000001' }],
  ]);

  it('reads back, whatever the positions look like', () => expect(readCursor(writeCursor(cursor))).toEqual(cursor));

  it('is one text for one place', () => expect(writeCursor(new Map([...cursor].reverse()))).toBe(writeCursor(cursor)));

  it('is nothing at the beginning', () => expect(readCursor(null).size).toBe(0));

  it.each(['', '12', 'k1,', 'k2,a%2F0:1:1', 'k1,a:x:1', 'k1,a:1', 'k1,%E0%A4%A:1:1'])('refuses %p', (text) => {
    expect(() => readCursor(text)).toThrow(expect.objectContaining({ code: 'invalid-cursor' }));
  });
});
