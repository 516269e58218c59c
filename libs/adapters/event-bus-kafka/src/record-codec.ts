import type { IHeaders, Message } from 'kafkajs';
import type { BusRecord, ReceivedRecord } from '@firebreak/event-sourcing';

const own = { position: 'x-src-pos', storeId: 'x-store-id', hash: 'x-hash', schema: 'x-schema', added: 'x-added' } as const;
const ownNames = new Set<string>(Object.values(own));
const cloudEvent = { id: 'ce_id', type: 'ce_type', subject: 'ce_subject', sequence: 'ce_sequence' } as const;

const offsetDigits = 20;
export const toOffset = (offset: string): string => offset.padStart(offsetDigits, '0');

export type LaneMessage = Message & { readonly partition: number };

/** CloudEvents in binary mode. What the publisher did not say itself is added and named, so that it is taken off again. */
export const toMessage = (record: BusRecord): LaneMessage => {
  const attributes: Record<string, string> = {
    ce_specversion: '1.0',
    [cloudEvent.id]: record.id,
    [cloudEvent.type]: record.type,
    ce_source: '/firebreak',
    [cloudEvent.subject]: record.key,
    [cloudEvent.sequence]: String(record.sequence),
    'content-type': 'application/json',
  };
  const added = Object.keys(attributes).filter((name) => record.headers[name] === undefined);
  const fromRecord = Object.fromEntries(Object.values(cloudEvent).map((name) => [name, attributes[name]!]));
  const schema = record.headers.ce_dataschema;
  return {
    partition: record.partition,
    key: record.key,
    value: record.value,
    headers: {
      ...attributes,
      ...record.headers,
      ...fromRecord,
      [own.position]: record.position,
      [own.storeId]: record.storeId,
      [own.hash]: record.hash,
      ...(schema === undefined ? {} : { [own.schema]: schema }),
      ...(added.length === 0 ? {} : { [own.added]: added.join(',') }),
    },
  };
};

/** What a client hands over of one stored message. */
export interface StoredMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders | undefined;
  readonly offset: string;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const text = (bytes: Buffer | string): { readonly text: string; readonly sound: boolean } => {
  if (typeof bytes === 'string') return { text: bytes, sound: true };
  try {
    return { text: strict.decode(bytes), sound: true };
  } catch {
    return { text: bytes.toString('utf8'), sound: false };
  }
};

const headersOf = (raw: IHeaders = {}): { readonly headers: Record<string, string>; readonly sound: boolean } => {
  const headers: Record<string, string> = {};
  let sound = true;
  for (const [name, value] of Object.entries(raw)) {
    const first = Array.isArray(value) ? value[0] : value;
    const read = text(first ?? '');
    sound &&= read.sound && !Array.isArray(value);
    headers[name] = read.text;
  }
  return { headers, sound };
};

const category = (topic: string): string => topic.split('.')[1] ?? topic;

/**
 * A record as it lies on the topic. One that is none of ours or is damaged comes without a type and without a position:
 * no decoder takes it, so whoever reads parks it, and the reader rule leaves it alone. One without a key gets a name of its own.
 */
export const toReceived = (topic: string, partition: number, message: StoredMessage): ReceivedRecord => {
  const key = text(message.key ?? '');
  const value = message.value === null ? { text: null, sound: true } : text(message.value);
  const { headers: all, sound } = headersOf(message.headers);
  const sequence = /^\d{1,15}$/.test(all[cloudEvent.sequence] ?? '') ? Number(all[cloudEvent.sequence]) : null;
  const { [own.position]: position, [own.storeId]: storeId, [own.hash]: hash, [cloudEvent.id]: id, [cloudEvent.type]: type } = all;
  const whole =
    sound && key.sound && value.sound && key.text !== '' && sequence !== null && id !== undefined && type !== undefined && Boolean(position) && storeId !== undefined && hash !== undefined;
  const added = new Set((all[own.added] ?? '').split(','));
  const headers = Object.fromEntries(Object.entries(all).filter(([name]) => !ownNames.has(name) && !added.has(name)));
  return {
    topic,
    partition,
    offset: toOffset(message.offset),
    key: key.sound && key.text !== '' ? key.text : `${category(topic)}-unreadable.${partition}.${message.offset}`,
    id: id ?? '',
    type: whole ? type : '',
    sequence: sequence ?? 0,
    position: whole ? position! : '',
    storeId: storeId ?? '',
    hash: hash ?? '',
    headers: whole ? headers : { ...headers, 'content-type': 'application/octet-stream' },
    value: value.text,
  };
};
