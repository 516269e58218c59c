import { lz4Decompress } from './lz-frame';
import { snappyDecompress } from './snappy';

const text = Array.from({ length: 40 }, (_, index) => `firebreak ${index % 7}${index % 3 === 0 ? 'abc' : ''}`).join('') + 'x'.repeat(300);

/** As the libraries of the Java client wrote them. */
const written = {
  framed: [
    'glNOQVBQWQAAAAABAAAAAQAAAHeOBjRmaXJlYnJlYWsgMGFiYxkOADEZCwAyGQsAMzIkAAA0GRkANRkLADYyJAAAMBkZLlMAMiQAADMZJC5TAD',
    'IkAAA2GSQuUwAyJAAuqQAZLwA0MiQALqkAGST+/AD+/AD+/ABu/AAAeP4BAP4BAP4BAP4BAKoBAA==',
  ],
  bare: [
    'jgY0ZmlyZWJyZWFrIDBhYmMZDgAxGQsAMhkLADMyJAAANBkZADUZCwA2MiQAADAZGS5TADIkAAAzGSQuUwAyJAAANhkkLlMAMiQALqkAGS8AND',
    'IkAC6pABkk/vwA/vwA/vwAbvwAAHj+AQD+AQD+AQD+AQCqAQA=',
  ],
  lz4: [
    'BCJNGGBAgmcAAADmZmlyZWJyZWFrIDBhYmMOABYxCwAWMgsAGTMkABY0GQAWNQsAGTYkABYwGQAIUwAJJAAWMyQACFMACSQAFjYkAAhTAAkkAA',
    'ipAAYvABk0JAAIqQAGJAAP/ADJH3gBAP8UUHh4eHh4AAAAAA==',
  ],
};
const bytes = (name: keyof typeof written): Buffer => Buffer.from(written[name].join(''), 'base64');

describe('compressed batches of Java clients', () => {
  it.each(['framed', 'bare'] as const)('snappy, %s', (name) => expect(snappyDecompress(bytes(name)).toString()).toBe(text));

  it('lz4', () => expect(lz4Decompress(bytes('lz4')).toString()).toBe(text));

  it('one that is cut short is an error, not less text', () => {
    expect(() => snappyDecompress(bytes('framed').subarray(0, -3))).toThrow(RangeError);
    expect(() => snappyDecompress(bytes('bare').subarray(0, -3))).toThrow(RangeError);
    expect(() => lz4Decompress(bytes('lz4').subarray(0, -9))).toThrow(RangeError);
  });
});
