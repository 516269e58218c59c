const framed = Buffer.from('\x82SNAPPY\0', 'latin1');

/** Copies inside the output; the stretch may reach into what it is just writing. */
export const copyWithin = (out: Buffer, at: number, distance: number, length: number): void => {
  if (distance <= 0 || distance > at || at + length > out.length) throw new RangeError('damaged compressed block');
  for (let index = 0; index < length; index += 1) out[at + index] = out[at + index - distance]!;
};

const block = (input: Buffer): Buffer => {
  let at = 0;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = input.readUInt8(at);
    at += 1;
    size += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
    if (shift > 28) throw new RangeError('damaged snappy block');
  }
  if (size > 2 ** 28) throw new RangeError('snappy block too large');
  const out = Buffer.alloc(size);
  let to = 0;
  while (at < input.length) {
    const tag = input.readUInt8(at);
    at += 1;
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const extra = short < 60 ? 0 : short - 59;
      const length = (extra === 0 ? short : input.readUIntLE(at, extra)) + 1;
      at += extra;
      if (at + length > input.length || to + length > size) throw new RangeError('damaged snappy block');
      input.copy(out, to, at, at + length);
      at += length;
      to += length;
      continue;
    }
    const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const distance = kind === 1 ? ((tag >> 5) << 8) | input.readUInt8(at) : input.readUIntLE(at, kind === 2 ? 2 : 4);
    at += [0, 1, 2, 4][kind]!;
    copyWithin(out, to, distance, length);
    to += length;
  }
  if (to !== size) throw new RangeError('damaged snappy block');
  return out;
};

/** Snappy as Kafka's clients write it: in the frame of the Java library, or bare. */
export const snappyDecompress = (input: Buffer): Buffer => {
  if (!input.subarray(0, framed.length).equals(framed)) return block(input);
  const blocks: Buffer[] = [];
  for (let at = 16; at < input.length; ) {
    const length = input.readUInt32BE(at);
    at += 4;
    if (at + length > input.length) throw new RangeError('damaged snappy frame');
    blocks.push(block(input.subarray(at, at + length)));
    at += length;
  }
  return Buffer.concat(blocks);
};
