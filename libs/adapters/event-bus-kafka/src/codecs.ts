import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { lz4Decompress } from './lz-frame';
import { snappyDecompress } from './snappy';

const readOnly = (name: string) => (): Promise<Buffer> => Promise.reject(new Error(`${name} is read here, not written`));

const registered = {
  [CompressionTypes.Snappy]: () => ({ compress: readOnly('snappy'), decompress: async (bytes: Buffer): Promise<Buffer> => snappyDecompress(bytes) }),
  [CompressionTypes.LZ4]: () => ({ compress: readOnly('lz4'), decompress: async (bytes: Buffer): Promise<Buffer> => lz4Decompress(bytes) }),
  [CompressionTypes.ZSTD]: () => ({
    compress: (encoder: { readonly buffer: Buffer }): Promise<Buffer> => promisify(zstdCompress)(encoder.buffer),
    decompress: (bytes: Buffer): Promise<Buffer> => promisify(zstdDecompress)(bytes),
  }),
};

/** Without these one compressed batch of a foreign sender would end the consumer for good. */
export const registerCodecs = (): void => void Object.assign(CompressionCodecs, registered);
