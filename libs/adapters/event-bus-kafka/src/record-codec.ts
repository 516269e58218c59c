import type { IHeaders, Message } from 'kafkajs';
import { eventId, type BusRecord, type ReceivedRecord } from '@firebreak/event-sourcing';
import { damageHeader } from './record-guard';

const own = { position: 'x-src-pos', storeId: 'x-store-id', hash: 'x-hash', schema: 'x-schema', added: 'x-added' } as const;
const ownNames = new Set<string>(Object.values(own));
const cloudEvent = { id: 'ce_id', type: 'ce_type', subject: 'ce_subject', sequence: 'ce_sequence' } as const;

const offsetDigits = 20;
export const toOffset = (offset: string): string => offset.padStart(offsetDigits, '0');

export type LaneMessage = Message & { readonly partition: number };

/** CloudEvents in binary mode. What the publisher did not say itself is added and named, so that it is taken off again. */
export const toMessage = (record: BusRecord): LaneMessage => {
  const headers: Record<string, string> = { ...record.headers };
  let added = '';
  const set = (name: string, text: string, always: boolean): void => {
    const isNew = record.headers[name] === undefined;
    if (isNew) added += added === '' ? name : `,${name}`;
    if (isNew || always) headers[name] = text;
  };
  set('ce_specversion', '1.0', false);
  set(cloudEvent.id, record.id, true);
  set(cloudEvent.type, record.type, true);
  set('ce_source', '/firebreak', false);
  set(cloudEvent.subject, record.key, true);
  set(cloudEvent.sequence, String(record.sequence), true);
  set('content-type', 'application/json', false);
  headers[own.position] = record.position;
  headers[own.storeId] = record.storeId;
  headers[own.hash] = record.hash;
  if (headers.ce_dataschema !== undefined) headers[own.schema] = headers.ce_dataschema;
  if (added !== '') headers[own.added] = added;
  return { partition: record.partition, key: record.key, value: record.value, headers };
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

const headersOf = (raw: IHeaders = {}): { readonly headers: Record<string, string>; readonly fault: string | null } => {
  const headers: [string, string][] = [];
  let fault: string | null = null;
  for (const [name, value] of Object.entries(raw)) {
    const first = Array.isArray(value) ? value[0] : value;
    const read = text(first ?? '');
    if (!read.sound) fault ??= 'header-not-text';
    if (Array.isArray(value)) fault ??= 'repeated-header';
    headers.push([name, read.text]);
  }
  return { headers: Object.fromEntries(headers), fault };
};

/** Whose records count: those of one store, each under the name that its content gives it. */
export interface OwnRecords {
  readonly storeId: string;
}

const required = [cloudEvent.id, cloudEvent.type, cloudEvent.sequence, own.position, own.storeId, own.hash] as const;
const sequenceForm = /^(0|[1-9]\d{0,14})$/;

interface Read {
  readonly key: ReturnType<typeof text>;
  readonly value: { readonly text: string | null; readonly sound: boolean };
  readonly headers: Readonly<Record<string, string>>;
  readonly fault: string | null;
}

/** @returns why a message is no record of ours, or nothing of it can be trusted; else null */
const damageOf = ({ key, value, headers, fault }: Read, records: OwnRecords | null): string | null => {
  const stands = headers[damageHeader];
  if (stands !== undefined) return stands;
  if (key.text === '') return 'no-key';
  if (!key.sound) return 'key-not-text';
  if (!value.sound) return 'value-not-text';
  if (fault !== null) return fault;
  const missing = required.find((name) => headers[name] === undefined || headers[name] === '');
  if (missing !== undefined) return `no-header ${missing}`;
  if (!sequenceForm.test(headers[cloudEvent.sequence]!)) return 'bad-sequence';
  if (records === null) return null;
  if (headers[own.storeId] !== records.storeId) return 'of-another-store';
  return eventId(key.text, headers[own.hash]!) === headers[cloudEvent.id] ? null : 'id-not-of-its-content';
};

const category = (topic: string): string => topic.split('.')[1] ?? topic;

/**
 * A record as it lies on the topic. One that is none of ours or is damaged comes without a type and without a position:
 * no decoder takes it, so whoever reads sets it aside, and the reader rule leaves it alone. One without a key gets a name of its own.
 */
export const toReceived = (topic: string, partition: number, message: StoredMessage, records: OwnRecords | null = null): ReceivedRecord => {
  const key = text(message.key ?? '');
  const value = message.value === null ? { text: null, sound: true } : text(message.value);
  const { headers: all, fault } = headersOf(message.headers);
  const damage = damageOf({ key, value, headers: all, fault }, records);
  const added = new Set((all[own.added] ?? '').split(','));
  const headers = Object.fromEntries(Object.entries(all).filter(([name]) => !ownNames.has(name) && !added.has(name) && name !== damageHeader));
  return {
    topic,
    partition,
    offset: toOffset(message.offset),
    key: key.sound && key.text !== '' ? key.text : `${category(topic)}-unreadable.${partition}.${message.offset}`,
    id: all[cloudEvent.id] ?? '',
    type: damage === null ? all[cloudEvent.type]! : '',
    sequence: sequenceForm.test(all[cloudEvent.sequence] ?? '') ? Number(all[cloudEvent.sequence]) : 0,
    position: damage === null ? all[own.position]! : '',
    storeId: all[own.storeId] ?? '',
    hash: all[own.hash] ?? '',
    headers: damage === null ? headers : { ...headers, 'content-type': 'application/octet-stream' },
    value: value.text,
    ...(value.sound ? {} : { bytes: message.value as Buffer }),
    ...(damage === null ? {} : { damage }),
  };
};
