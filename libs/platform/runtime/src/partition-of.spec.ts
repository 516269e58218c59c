import { partitionOf } from './partition-of';

describe('the lane of a stream', () => {
  it('is the CRC-32 that everybody has', () => expect(partitionOf('123456789', 2 ** 32)).toBe(0xcbf43926));
  it('goes by the bytes of the name', () => expect(partitionOf('é', 7)).toBe(0x0ecbd47a % 7));
  it('is the only one where there is no other', () => expect([partitionOf('incident-default.1', 1), partitionOf('incident-default.1', 0)]).toEqual([0, 0]));
});
