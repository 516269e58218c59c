import { randomUUID } from 'node:crypto';

// The driver takes what a batch holds as it comes: one length that is wrong, and it reads beyond the record, reads millions of
// headers, or gives up the partition for good. Every batch is looked over before the driver sees its records; what cannot be a
// record is replaced by one that says so, in its place and under its offset.

/** Name of the header that says why a record stands for one that cannot be read; no sender knows it. */
export const damageHeader = `!${randomUUID().slice(0, 8)}`;

/** Of what cannot be read so much is handed on. */
const keptBytes = 8_192;
/** More records than a request can hold; none has fewer bytes than seven. */
const maxRecords = 150_000;
const leastBytes = 7;
/** The driver copies all headers for each of them; ours have two dozen. */
const maxHeaders = 200;

class Cursor {
  constructor(
    private readonly bytes: Buffer,
    public at: number,
    private readonly end: number,
  ) {}

  /** Zigzag, as all numbers inside a record. @throws RangeError */
  varint(maxBytes: number): number {
    let value = 0;
    for (let index = 0; index < maxBytes; index += 1) {
      if (this.at >= this.end) throw new RangeError('cut short');
      const byte = this.bytes[this.at]!;
      this.at += 1;
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new RangeError('a number that is too long');
  }

  skip(length: number): void {
    if (length < 0 || this.at + length > this.end) throw new RangeError('a length beyond the record');
    this.at += length;
  }

  /** -1 stands for null. */
  skipBytes(): void {
    const length = this.varint(5);
    if (length !== -1) this.skip(length);
  }

  get done(): boolean {
    return this.at === this.end;
  }
}

/** @returns what is wrong with the record between two places, else null */
const faultOf = (bytes: Buffer, from: number, to: number): string | null => {
  const cursor = new Cursor(bytes, from, to);
  try {
    cursor.skip(1);
    cursor.varint(10);
    cursor.varint(5);
    cursor.skipBytes();
    cursor.skipBytes();
    const headers = cursor.varint(5);
    if (headers < 0 || headers > maxHeaders) return `more than ${maxHeaders} headers`;
    for (let index = 0; index < headers; index += 1) {
      cursor.skip(cursor.varint(5));
      cursor.skipBytes();
    }
    return cursor.done ? null : 'bytes behind its end';
  } catch (error) {
    return (error as Error).message;
  }
};

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value < 0 ? -value * 2 - 1 : value * 2; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
};

const sized = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from(varint(bytes.length)), bytes]);

/** Stands for the record of an offset, counted from the first of its batch. */
const standIn = (offset: number, why: string, was: Buffer): Buffer => {
  const fields = [Buffer.from([0, 0, ...varint(offset), ...varint(-1)]), sized(was.subarray(0, keptBytes)), Buffer.from(varint(1)), sized(Buffer.from(damageHeader)), sized(Buffer.from(why))];
  return sized(Buffer.concat(fields));
};

/** Stand-ins for the second and every later record of a batch that is lost as a whole, and where each begins. */
let others: { readonly bytes: Buffer; readonly starts: Uint32Array } | null = null;

const everyStandIn = (): NonNullable<typeof others> => {
  const ending = Buffer.concat([Buffer.from([...varint(-1), ...varint(-1), ...varint(1)]), sized(Buffer.from(damageHeader)), sized(Buffer.from('of-a-lost-batch'))]);
  const bytes = Buffer.alloc(maxRecords * (ending.length + 6));
  const starts = new Uint32Array(maxRecords);
  let at = 0;
  for (let offset = 0; offset < maxRecords; offset += 1) {
    starts[offset] = at;
    const fields = offset < 64 ? 3 : offset < 8_192 ? 4 : 5;
    bytes[at] = 2 * (fields + ending.length);
    at += 3;
    for (let rest = offset * 2; ; rest = rest >>> 7) {
      bytes[at] = rest < 128 ? rest : (rest & 0x7f) | 0x80;
      at += 1;
      if (rest < 128) break;
    }
    at += ending.copy(bytes, at);
  }
  return { bytes: bytes.subarray(0, at), starts };
};

const standInsFrom = (index: number, end: number): Buffer => {
  others ??= everyStandIn();
  return others.bytes.subarray(others.starts[index], others.starts[end]);
};

/** How many records there are the batch says, not its bytes; those that are too many nobody reads. */
const standIns = (from: number, why: string, was: Buffer, most = maxRecords): Buffer => Buffer.concat([standIn(from, why, was), standInsFrom(from + 1, from + most)]);

/** The records of a batch, each one that the driver can read. */
export const lookedOver = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [];
  let whole = true;
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const cursor = new Cursor(bytes, at, bytes.length);
    let length = -1;
    try {
      length = cursor.varint(5);
    } catch {
      // Told below: nobody knows where the next one begins.
    }
    if (length < 0 || cursor.at + length > bytes.length) {
      const why = 'damaged-batch: a length beyond the batch';
      return Buffer.concat([...parts, standIns(index, why, bytes.subarray(at), Math.ceil((bytes.length - at) / leastBytes) + 1)]);
    }
    const next = cursor.at + length;
    const fault = faultOf(bytes, cursor.at, next);
    if (fault !== null) whole = false;
    parts.push(fault === null ? bytes.subarray(at, next) : standIn(index, `damaged-record: ${fault}`, bytes.subarray(at, next)));
    at = next;
  }
  return whole ? bytes : Buffer.concat(parts);
};

export type Decompress = (bytes: Buffer) => Promise<Buffer>;

/** A batch that cannot be unpacked becomes one of records that say so. */
export const guarded =
  (codec: string, decompress: Decompress): Decompress =>
  async (bytes) => {
    let records: Buffer;
    try {
      records = await decompress(bytes);
    } catch (error) {
      return standIns(0, `unreadable-${codec}-batch: ${(error as Error).message}`, bytes);
    }
    return lookedOver(records);
  };
