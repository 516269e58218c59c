import { copyWithin } from './snappy';

const magic = 0x184d2204;
const windowBytes = 65_536;

/** A length of 15 goes on in the bytes that follow, each up to 255. */
const longLength = (input: Buffer, at: number): { readonly more: number; readonly at: number } => {
  let more = 0;
  for (let next = at; ; next += 1) {
    const byte = input.readUInt8(next);
    more += byte;
    if (byte !== 255) return { more, at: next + 1 };
  }
};

/** `before` is what earlier blocks gave: a block may point back into it. */
const block = (input: Buffer, before: Buffer, maxSize: number): Buffer => {
  const out = Buffer.alloc(before.length + maxSize);
  before.copy(out);
  let to = before.length;
  for (let at = 0; at < input.length; ) {
    const token = input.readUInt8(at);
    at += 1;
    let literals = token >> 4;
    if (literals === 15) {
      const long = longLength(input, at);
      literals += long.more;
      at = long.at;
    }
    if (at + literals > input.length || to + literals > out.length) throw new RangeError('damaged lz4 block');
    input.copy(out, to, at, at + literals);
    at += literals;
    to += literals;
    if (at >= input.length) break;
    const distance = input.readUInt16LE(at);
    at += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      const long = longLength(input, at);
      length += long.more;
      at = long.at;
    }
    copyWithin(out, to, distance, length);
    to += length;
  }
  return out.subarray(before.length, to);
};

/** The LZ4 frame format; check sums are left unread, the broker has checked its own. */
export const lz4Decompress = (input: Buffer): Buffer => {
  if (input.readUInt32LE(0) !== magic) throw new RangeError('no lz4 frame');
  const flags = input.readUInt8(4);
  const maxSize = 2 ** (8 + 2 * ((input.readUInt8(5) >> 4) & 7));
  let at = 6 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0) + 1;
  const blocks: Buffer[] = [];
  let before = Buffer.alloc(0);
  for (;;) {
    const head = input.readUInt32LE(at);
    at += 4;
    if (head === 0) return Buffer.concat(blocks);
    const length = head & 0x7fffffff;
    const bytes = input.subarray(at, at + length);
    if (bytes.length < length) throw new RangeError('damaged lz4 frame');
    const plain = head >= 0x80000000 ? bytes : block(bytes, before, maxSize);
    blocks.push(plain);
    if (!(flags & 0x20)) before = Buffer.concat([before, plain]).subarray(-windowBytes);
    at += length + (flags & 0x10 ? 4 : 0);
  }
};
