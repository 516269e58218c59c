/** Zero-based lane of a stream: CRC-32 of its name, so that every sender, whatever its client, means the same lane. */
export const partitionOf = (stream: string, partitions: number): number => {
  if (partitions <= 1) return 0;
  let crc = ~0;
  for (const byte of Buffer.from(stream)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0) % partitions;
};
