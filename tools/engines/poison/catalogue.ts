import { encodeContract } from '@firebreak/contracts';
import { eventId, sha256, type BusRecord } from '@firebreak/event-sourcing';
import type { IHeaders } from 'kafkajs';

/** What a case has to write with. */
export interface Writing {
  readonly category: string;
  readonly topic: string;
  readonly storeId: string;
}

let positions = 0;
export const nextPosition = (): string => String((positions += 1)).padStart(16, '0');

const now = '2026-03-05T10:11:12.345Z';

/** A record as the relay would publish it: a group of the catalog that changed. */
export const groupChanged = ({ topic, storeId }: Writing, stream: string, sequence: number, over: Partial<BusRecord> = {}): BusRecord => {
  const hash = sha256(`${stream}@${sequence}`);
  const id = eventId(stream, hash);
  const metadata = { tenant: 'default', actor: 'u-1', origin: 'live', occurredAt: now, recordedAt: now, correlationId: 'c', causationId: null };
  const data = { group: 'network', name: `Network ${sequence}`, members: [], retired: false };
  const contract = encodeContract({ id, stream, revision: sequence, type: 'GroupChanged', data, metadata }, 'CatalogActivityRecorded');
  return { ...contract, id, topic, partition: 0, key: stream, sequence, position: nextPosition(), storeId, hash, ...over };
};

export interface RawRecord {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers: IHeaders;
}

/** As it lies on the topic. */
export const onTopic = ({ key, value, headers, id, type, sequence, position, storeId, hash }: BusRecord): RawRecord => ({
  key,
  value,
  headers: { ...headers, ce_id: id, ce_type: type, ce_sequence: String(sequence), 'x-src-pos': position, 'x-store-id': storeId, 'x-hash': hash },
});

/** What becomes of it: shown as a record of no stream, its stream parked, gone past in silence because it is a repeat, or applied because nothing is wrong with it. */
export type Outcome = { readonly shown: RegExp } | { readonly parked: 'malformed' | 'poison' | 'gap'; readonly error: RegExp; readonly at?: number } | { readonly dropped: true } | { readonly applied: number };

export interface Poison {
  readonly kind: string;
  readonly outcome: Outcome;
  /** The stream has one event; this is what comes then. */
  readonly record: (writing: Writing, stream: string) => RawRecord;
  readonly compression?: number;
}

const whole = (writing: Writing, stream: string, over: Partial<BusRecord> = {}): RawRecord => onTopic(groupChanged(writing, stream, 1, over));
const without = (name: string) => (writing: Writing, stream: string): RawRecord => {
  const record = whole(writing, stream);
  return { ...record, headers: Object.fromEntries(Object.entries(record.headers).filter(([each]) => each !== name)) };
};
const withHeaders = (headers: IHeaders) => (writing: Writing, stream: string): RawRecord => {
  const record = whole(writing, stream);
  return { ...record, headers: { ...record.headers, ...headers } };
};
const valued = (value: string | Buffer | null) => (writing: Writing, stream: string): RawRecord => ({ ...whole(writing, stream), value });
const bare = (value: string | null, headers: IHeaders = {}) => (_: Writing, stream: string): RawRecord => ({ key: stream, value, headers });
const keyed = (nameOf: (writing: Writing) => string) => (writing: Writing): RawRecord => whole(writing, nameOf(writing));

const shown = (kind: string, error: RegExp, record: Poison['record'], compression?: number): Poison => ({ kind, outcome: { shown: error }, record, ...(compression === undefined ? {} : { compression }) });
const malformed = (kind: string, error: RegExp, record: Poison['record']): Poison => ({ kind, outcome: { parked: 'malformed', error }, record });
const contract = (data: object | string): string => (typeof data === 'string' ? data : JSON.stringify({ group: 'network', name: 'n', members: [], retired: false, ...data }));
const noText = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);

const foreign: readonly Poison[] = [
  shown('a tombstone of somebody else', /no-header ce_id/, bare(null)),
  shown('neither key nor value', /no-key/, () => ({ key: null, value: null, headers: {} })),
  shown('a contract without a key', /no-key/, (writing, stream) => ({ ...whole(writing, stream), key: null })),
  shown('an empty key', /no-key/, (writing, stream) => ({ ...whole(writing, stream), key: '' })),
  shown('text that is not JSON, without headers', /no-header ce_id/, bare('hello')),
  shown('JSON of another system', /no-header ce_id/, bare('{"ticket":1}', { source: 'elsewhere' })),
  shown('a key that is not UTF-8', /key-not-text/, (writing, stream) => ({ ...whole(writing, stream), key: Buffer.from([0xff, 0xfe]) })),
  shown('a value that is not UTF-8', /value-not-text/, valued(noText)),
  shown('a header that is not UTF-8', /header-not-text/, withHeaders({ ce_actor: Buffer.from([0xc3, 0x28]) })),
  shown('a header twice', /repeated-header/, withHeaders({ ce_type: ['a', 'b'] })),
  shown('a header named as what every object has', /header-not-text|repeated-header/, withHeaders({ constructor: 'x' })),
  shown('no id', /no-header ce_id/, without('ce_id')),
  shown('no type', /no-header ce_type/, without('ce_type')),
  shown('no sequence', /no-header ce_sequence/, without('ce_sequence')),
  shown('a sequence below zero', /bad-sequence/, withHeaders({ ce_sequence: '-1' })),
  shown('a sequence that is a fraction', /bad-sequence/, withHeaders({ ce_sequence: '1.5' })),
  shown('a sequence beyond the safe integers', /bad-sequence/, withHeaders({ ce_sequence: '9007199254740993' })),
  shown('a sequence that is no number', /bad-sequence/, withHeaders({ ce_sequence: '1e3' })),
  shown('no source position', /no-header x-src-pos/, without('x-src-pos')),
  shown('an empty source position', /no-header x-src-pos/, withHeaders({ 'x-src-pos': '' })),
  shown('no hash', /no-header x-hash/, without('x-hash')),
  shown('a record mirrored from another installation, far ahead', /of-another-store/, withHeaders({ 'x-store-id': 'another', 'x-src-pos': '9999999999999999' })),
  shown('an id that is not of its content, far ahead', /id-not-of-its-content/, withHeaders({ ce_id: 'mine', 'x-src-pos': '9999999999999999' })),
  shown('a key that is not the stream of its id', /id-not-of-its-content/, (writing, stream) => ({ ...whole(writing, stream), key: `${stream}x` })),
  shown('a key that is no stream', /no-stream-of-this-topic/, keyed(() => 'network')),
  shown('a stream of another topic', /no-stream-of-this-topic/, keyed(() => 'incident-default.a')),
  shown('a header of 900 kB', /no-header ce_id/, bare('{}', { big: 'x'.repeat(900_000) })),
  shown('three thousand headers', /damaged-record: more than 200 headers/, bare('{}', Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`h${index}`, 'x'])))),
  shown('two hundred headers', /no-header ce_id/, bare('{}', Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`h${index}`, 'x'])))),
  shown('a value of 2 MB', /no-header ce_id/, bare('x'.repeat(2_000_000))),
  shown('a snappy batch of somebody else', /no-header ce_id/, bare('{}'), 2),
  shown('an lz4 batch of somebody else', /no-header ce_id/, bare('{}'), 3),
  shown('a zstd batch of somebody else', /no-header ce_id/, bare('{}'), 4),
  shown('a gzip batch that unpacks to more than memory has for it', /unreadable-gzip-batch/, bare('0'.repeat(40_000_000)), 1),
];

const unreadable: readonly Poison[] = [
  malformed('a tombstone with the headers of ours', /tombstone/, valued(null)),
  malformed('no JSON', /no JSON/, valued('{')),
  malformed('an empty value', /no JSON/, valued('')),
  malformed('a JSON string', /must be object/, valued('"x"')),
  malformed('a JSON number', /must be object/, valued('7')),
  malformed('a JSON null', /must be object/, valued('null')),
  malformed('a JSON array', /must be object/, valued('[]')),
  malformed('NaN', /no JSON/, valued('{"group":NaN}')),
  malformed('JSON nested a hundred thousand deep', /no JSON|must be/, valued(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
  malformed('a field that is missing', /must have required property/, valued('{"group":"network"}')),
  malformed('a field of the wrong type', /must be/, valued(contract({ members: 'nobody' }))),
  malformed('half a character', /half a character/, valued(contract('{"group":"\\ud800","name":"n","members":[],"retired":false}'))),
  malformed('a value of 2 MB with the headers of ours', /must have required property/, valued(JSON.stringify({ group: 'x'.repeat(2_000_000) }))),
  malformed('a type that nobody knows', /unknown-event-type/, withHeaders({ ce_type: 'firebreak.GroupTeleported.v1' })),
  malformed('a type of another system', /unknown-event-type/, withHeaders({ ce_type: 'com.example.Thing' })),
  malformed('a version to come', /unknown-event-type/, withHeaders({ ce_type: 'firebreak.GroupChanged.v2' })),
  malformed('another content type', /content type/, withHeaders({ 'content-type': 'text/plain' })),
  malformed('no version of CloudEvents', /no header ce_specversion/, without('ce_specversion')),
  malformed('another version of CloudEvents', /another version of CloudEvents/, withHeaders({ ce_specversion: '2.0' })),
  malformed('no tenant', /no header ce_tenant/, without('ce_tenant')),
  malformed('the tenant of somebody else', /tenant-mismatch/, withHeaders({ ce_tenant: 'other' })),
  malformed('no actor', /no header ce_actor/, without('ce_actor')),
  malformed('no time', /no header ce_time/, without('ce_time')),
  malformed('a day that no calendar has', /no time/, withHeaders({ ce_time: '2026-02-30T00:00:00.000Z' })),
  malformed('a time without a zone', /no time/, withHeaders({ ce_recordedtime: '2026-03-05T10:11:12.345' })),
  malformed('a year beyond four digits', /no time/, withHeaders({ ce_recordedtime: '+275760-09-13T00:00:00.000Z' })),
];

const events: readonly Poison[] = [
  { kind: 'an event that did not come', outcome: { parked: 'gap', error: /event 5 came first/ }, record: (writing, stream) => onTopic(groupChanged(writing, stream, 5)) },
  { kind: 'a sequence at the edge of the safe integers', outcome: { parked: 'gap', error: /came first/ }, record: (writing, stream) => onTopic(groupChanged(writing, stream, 999_999_999_999_999)) },
  ...(['TypeError', 'RangeError', 'CodedError', 'nothing'] as const).map((thrown): Poison => ({
    kind: `a handler that throws ${thrown}`,
    outcome: { parked: 'poison', error: thrown === 'CodedError' ? /event-too-large/ : thrown === 'nothing' ? /undefined/ : new RegExp(thrown) },
    record: valued(contract({ name: `throw ${thrown}` })),
  })),
];

const harmless: readonly Poison[] = [
  { kind: 'an event again', outcome: { dropped: true }, record: (writing, stream) => onTopic(groupChanged(writing, stream, 0)) },
  { kind: 'an old event again with other content', outcome: { dropped: true }, record: (writing, stream) => onTopic(groupChanged(writing, stream, 0, { value: contract({ name: 'another past' }) })) },
  { kind: 'a record at a position that has gone by', outcome: { dropped: true }, record: (writing, stream) => whole(writing, stream, { position: '0000000000000000' }) },
  { kind: 'a field named __proto__', outcome: { applied: 1 }, record: valued(contract('{"group":"network","name":"n","members":[],"retired":false,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')) },
  { kind: 'a field more than the contract has', outcome: { applied: 1 }, record: valued(contract({ extra: 'of a newer release' })) },
  { kind: 'a time to come', outcome: { applied: 1 }, record: withHeaders({ ce_time: '2099-01-01T00:00:00.000Z' }) },
];

export const catalogue: readonly Poison[] = [...foreign, ...unreadable, ...events, ...harmless];
