import { crc32 } from 'node:zlib';

/** Zero-based lane of a stream: CRC-32 of its name, so that every sender, whatever its client, means the same lane. */
export const partitionOf = (stream: string, partitions: number): number => (partitions <= 1 ? 0 : crc32(stream) % partitions);
