import { placeInLog } from './event-bus';

describe('the place of a cursor in a numbered log', () => {
  it('is its number, however it is padded, and 0 at the beginning', () => {
    expect([null, '0', '7', '0000000000000009'].map((after) => placeInLog(after, 9, '9'))).toEqual([0, 0, 7, 9]);
  });

  it.each(['', '-1', 'x', '1.5', '0x1', ' 1', '1\n', '1'.repeat(21)])('is not in %p', (after) => {
    expect(() => placeInLog(after, 9, '9')).toThrow(expect.objectContaining({ code: 'invalid-cursor' }));
  });

  it.each([['10', 9, '9'], ['99999999999999999999', 9, '9'], ['1', 0, null]] as const)('is not %s where the last is %d', (after, last, head) => {
    expect(() => placeInLog(after, last, head)).toThrow(expect.objectContaining({ code: 'cursor-beyond-head', details: { field: 'after', head } }));
  });
});
