import fc from 'fast-check';
import { damageHeader, guarded, lookedOver } from './record-guard';

const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  for (let rest = value < 0 ? -value * 2 - 1 : value * 2; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
};
const sized = (bytes: Buffer): Buffer => Buffer.concat([varint(bytes.length), bytes]);
const record = (offset: number, value: string, header = 'h'): Buffer =>
  sized(Buffer.concat([Buffer.from([0, 0]), varint(offset), sized(Buffer.from('key')), sized(Buffer.from(value)), varint(1), sized(Buffer.from('name')), sized(Buffer.from(header))]));

/** As the driver reads them: so many, one after the other. */
const read = (bytes: Buffer, count: number): { offset: number; value: string | null; header: string }[] => {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at]!;
      at += 1;
      value += (byte & 0x7f) * shift;
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  };
  const field = (): Buffer | null => {
    const length = next();
    if (length === -1) return null;
    at += length;
    return bytes.subarray(at - length, at);
  };
  return Array.from({ length: count }, () => {
    next();
    at += 2;
    const offset = next();
    field();
    const value = field();
    const names = Array.from({ length: next() }, () => [String(field()), String(field())]);
    return { offset, value: value && value.toString(), header: names.map((each) => each.join('=')).join() };
  });
};

const whole = Buffer.concat([record(0, 'a'), record(1, 'b'), record(2, 'c')]);

describe('a batch', () => {
  it('that is whole goes through as it is', () => expect(lookedOver(whole)).toBe(whole));

  it('loses one record that is damaged inside, in its place', () => {
    const broken = Buffer.from(whole);
    broken[record(0, 'a').length + 4] = 0x7f; // The key of the second reaches beyond it.
    const [first, second, third] = read(lookedOver(broken), 3);
    expect([first!.value, third!.value]).toEqual(['a', 'c']);
    expect(second).toMatchObject({ offset: 1, header: `${damageHeader}=damaged-record: a length beyond the record` });
    expect(second!.value).toContain('key');
  });

  it('that is cut short keeps what is before', () => {
    const records = read(lookedOver(whole.subarray(0, -3)), 3);
    expect(records.slice(0, 2).map(({ value }) => value)).toEqual(['a', 'b']);
    expect(records[2]).toMatchObject({ offset: 2, header: `${damageHeader}=damaged-batch: a length beyond the batch` });
  });

  it('that cannot be unpacked is as many records as it says, the first with what it was', async () => {
    const lost = guarded('lz4', () => Promise.reject(new RangeError('damaged compressed block')));
    const records = read(await lost(Buffer.from('xyz')), 1_000);
    expect(records[0]).toEqual({ offset: 0, value: 'xyz', header: `${damageHeader}=unreadable-lz4-batch: damaged compressed block` });
    expect(records.map(({ offset }) => offset)).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
    expect(records[999]).toMatchObject({ value: null, header: `${damageHeader}=of-a-lost-batch` });
  });

  it('of any bytes can be read: nothing throws, and every record has its place', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const broken = Buffer.from(whole);
        broken[at] = byte;
        expect(read(lookedOver(broken), 3)).toHaveLength(3);
      }),
      { seed: 7, numRuns: 300 },
    );
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => void lookedOver(Buffer.from(bytes))), { seed: 7, numRuns: 300 });
  });
});
