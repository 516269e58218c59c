import { gzipSync } from 'node:zlib';
import { memorySource, openText, type ReadCounters, type SourceFile } from './source-file';

const seen = { bytes: 0, undecodable: 0 };
const counters: ReadCounters = { onBytes: (count) => (seen.bytes += count), onUndecodable: () => (seen.undecodable += 1) };

beforeEach(() => Object.assign(seen, { bytes: 0, undecodable: 0 }));

const textOf = async (file: SourceFile, label = 'utf-8'): Promise<string> => {
  const { text } = await openText(file, label, counters);
  let whole = '';
  for await (const chunk of text) whole += chunk;
  return whole;
};

const bytewise = (content: Uint8Array): SourceFile => ({
  name: 'bytewise',
  async *open() {
    for (const byte of content) yield Uint8Array.of(byte);
  },
});

const utf16 = (text: string, bigEndian = false): Uint8Array => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

describe('the text of a file', () => {
  it.each<[string, Uint8Array, string]>([
    ['plain', Buffer.from('Å 1\n'), 'utf-8'],
    ['with a byte order mark', Buffer.from('\uFEFFÅ 1\n'), 'utf-8'],
    ['in another encoding', Buffer.from([0xc5, 0x20, 0x31, 0x0a]), 'windows-1252'],
    ['whose byte order mark wins over the label', Buffer.from('\uFEFFÅ 1\n'), 'windows-1252'],
    ['in UTF-16', utf16('Å 1\n'), 'utf-8'],
    ['in UTF-16, big end first', utf16('Å 1\n', true), 'utf-8'],
    ['packed', gzipSync('Å 1\n'), 'utf-8'],
    ['packed in two members', Buffer.concat([gzipSync('Å '), gzipSync('1\n')]), 'utf-8'],
  ])('%s, whole or byte by byte', async (_, content, label) => {
    expect(await textOf(memorySource('whole', content), label)).toBe('Å 1\n');
    expect(await textOf(bytewise(content), label)).toBe('Å 1\n');
    expect(seen).toEqual({ bytes: 2 * content.byteLength, undecodable: 0 });
  });

  it('may be empty', async () => {
    expect(await textOf(memorySource('nothing', ''))).toBe('');
    expect(await textOf(memorySource('packed nothing', gzipSync('')))).toBe('');
  });

  it('is told to be undecodable where it is', async () => {
    expect(await textOf(memorySource('latin', Buffer.from([0xc5, 0x20])))).toBe('\uFFFD ');
    expect(seen.undecodable).toBe(1);
  });

  it.each<[string, SourceFile]>([
    ['cut off', memorySource('cut.gz', gzipSync('much text '.repeat(1000)).subarray(0, 40))],
    ['damaged', memorySource('bad.gz', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(40, 7)]))],
    ['missing', { name: 'gone', open: () => (async function* (): AsyncGenerator<Uint8Array> { yield* await Promise.reject<Uint8Array[]>(new Error('ENOENT')); })() }],
  ])('is refused when the file is %s', async (_, file) => {
    await expect(textOf(file)).rejects.toMatchObject({ code: 'unreadable-file', details: { file: file.name } });
  });

  it('shows its first character', async () => {
    expect((await openText(memorySource('x', '\n  <log/>'), 'utf-8', counters)).first).toBe('<');
    expect((await openText(memorySource('x', ''), 'utf-8', counters)).first).toBe('');
  });
});
