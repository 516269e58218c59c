import { promisify } from 'node:util';
import { unzip, zstdCompress, zstdDecompress } from 'node:zlib';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { lz4Decompress } from './lz-frame';
import { guarded, type Decompress } from './record-guard';
import { snappyDecompress } from './snappy';

/** A batch of a few bytes may stand for any number of them. */
const unpackedBytes = 32 * 1_048_576;

const readOnly = (name: string) => (): Promise<Buffer> => Promise.reject(new Error(`${name} is read here, not written`));

const unknown = (id: number): readonly [string, Decompress] => ['unknown-codec', () => Promise.reject(new Error(`codec ${id}`))];

/** By the number in a batch's attributes. That of a plain batch only has its records looked over. */
const decompressors: Readonly<Record<number, readonly [string, Decompress]>> = {
  0: ['plain', (bytes) => Promise.resolve(bytes)],
  [CompressionTypes.GZIP]: ['gzip', (bytes) => promisify(unzip)(bytes, { maxOutputLength: unpackedBytes })],
  [CompressionTypes.Snappy]: ['snappy', async (bytes) => snappyDecompress(bytes)],
  [CompressionTypes.LZ4]: ['lz4', async (bytes) => lz4Decompress(bytes)],
  [CompressionTypes.ZSTD]: ['zstd', (bytes) => promisify(zstdDecompress)(bytes, { maxOutputLength: unpackedBytes })],
  5: unknown(5),
  6: unknown(6),
  7: unknown(7),
};

const gzip = CompressionCodecs[CompressionTypes.GZIP] as () => { compress(encoder: { readonly buffer: Buffer }): Promise<Buffer> };

const compressors: Readonly<Record<number, (encoder: { readonly buffer: Buffer }) => Promise<Buffer>>> = {
  [CompressionTypes.GZIP]: (encoder) => gzip().compress(encoder),
  [CompressionTypes.ZSTD]: (encoder) => promisify(zstdCompress)(encoder.buffer),
};

const registered = Object.fromEntries(
  Object.entries(decompressors).map(([id, [name, decompress]]) => {
    const codec = { compress: compressors[Number(id)] ?? readOnly(name), decompress: guarded(name, decompress) };
    return [id, () => codec];
  }),
);

/** Without these one batch of a foreign sender, compressed or damaged, would end the consumer for good. */
export const registerCodecs = (): void => void Object.assign(CompressionCodecs, registered);
