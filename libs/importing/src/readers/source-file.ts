import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportError } from '../import-error';

/** A file to import: its name for messages and provenance, and its bytes, plain or gzip. */
export interface SourceFile {
  readonly name: string;
  open(): AsyncIterable<Uint8Array>;
}

/** A file of the disk; `name` is what provenance keeps, by default the path as given. */
export const fileSource = (file: string, name: string = file): SourceFile => ({
  name,
  open: () => createReadStream(file, { highWaterMark: 1 << 18 }),
});

/** Bytes that are already in memory. */
export const memorySource = (name: string, content: string | Uint8Array): SourceFile => ({
  name,
  async *open() {
    yield typeof content === 'string' ? new TextEncoder().encode(content) : content;
  },
});

const startsWith = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((value, index) => bytes[index] === value);

/** Looks at the first bytes without losing them. */
const peek = async (bytes: AsyncIterable<Uint8Array>, length: number): Promise<readonly [Uint8Array, AsyncIterable<Uint8Array>]> => {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let ended = false;
  while (head.length < length && !ended) {
    const next = await iterator.next();
    if (next.done) ended = true;
    else head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      for (let next = ended ? undefined : await iterator.next(); next && !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  };
  return [head, whole()];
};

const encodingOf = (head: Uint8Array, label: string): string => {
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return 'utf-8';
  if (startsWith(head, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(head, 0xfe, 0xff)) return 'utf-16be';
  return label;
};

export interface TextFile {
  readonly text: AsyncIterable<string>;
  /** First character that is no white space, or empty. */
  readonly first: string;
}

export interface ReadCounters {
  /** Bytes of the file as it is stored. */
  onBytes(count: number): void;
  /** The text holds characters that its encoding could not say. */
  onUndecodable(): void;
}

const decoded = async function* (bytes: AsyncIterable<Uint8Array>, label: string, counters: ReadCounters): AsyncGenerator<string> {
  const decoder = new TextDecoder(label);
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text.includes('\uFFFD')) counters.onUndecodable();
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
};

const counted = async function* (file: SourceFile, counters: ReadCounters): AsyncGenerator<Uint8Array> {
  for await (const chunk of file.open()) {
    counters.onBytes(chunk.byteLength);
    yield chunk;
  }
};

/** An error of either side ends the iteration with that error. */
const unpacked = (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
  pipeline(Readable.from(bytes, { objectMode: false }), createGunzip({ chunkSize: 1 << 18 }), () => undefined);

const unreadable = (file: SourceFile, error: unknown): ImportError =>
  new ImportError('unreadable-file', `cannot read ${file.name}: ${error instanceof Error ? error.message : String(error)}`, { file: file.name });

const guarded = async function* (file: SourceFile, text: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* text;
  } catch (error) {
    throw unreadable(file, error);
  }
};

/**
 * The text of a file, unpacked and decoded as it streams by. A byte order mark wins over the label.
 * @throws ImportError `unreadable-file`, also for a damaged or cut off gzip
 */
export const openText = async (file: SourceFile, label: string, counters: ReadCounters): Promise<TextFile> => {
  try {
    const [magic, stored] = await peek(counted(file, counters), 2);
    const [head, bytes] = await peek(startsWith(magic, 0x1f, 0x8b) ? unpacked(stored) : stored, 512);
    const encoding = encodingOf(head, label);
    const first = new TextDecoder(encoding).decode(head).trimStart().slice(0, 1);
    return { text: guarded(file, decoded(bytes, encoding, counters)), first };
  } catch (error) {
    throw unreadable(file, error);
  }
};
