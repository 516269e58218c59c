import { createHash, hash } from 'node:crypto';

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Links an event to everything before it in its file: what is edited, removed or moved breaks the chain where it stands. */
export const chainHash = (previous: string | null, hash: string): string => sha256(`${previous ?? ''}${hash}`);

const namespaceBytes = new Map<string, Buffer>();

const bytesOf = (namespace: string): Buffer => {
  const known = namespaceBytes.get(namespace);
  if (known) return known;
  const bytes = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  namespaceBytes.set(namespace, bytes);
  return bytes;
};

/** Name-based UUID, version 5 of RFC 9562. */
export const uuidV5 = (namespace: string, name: string): string => {
  const digest = createHash('sha1').update(bytesOf(namespace)).update(name, 'utf8').digest();
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** Namespaces of the name-based ids: events by stored form, streams by key, streams by source and case. */
export const namespaces = {
  event: '6f3c1a52-53a4-5f0e-9d53-0c2a8f6b1e01',
  created: '6f3c1a52-53a4-5f0e-9d53-0c2a8f6b1e02',
  imported: '6f3c1a52-53a4-5f0e-9d53-0c2a8f6b1e03',
} as const;
