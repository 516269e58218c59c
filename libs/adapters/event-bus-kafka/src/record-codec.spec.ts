import type { IHeaders } from 'kafkajs';
import { eventId, sha256, type BusRecord } from '@firebreak/event-sourcing';
import { toMessage, toReceived } from './record-codec';

const record: BusRecord = {
  topic: 'firebreak.light.v1', partition: 2, key: 'light-default.a', id: 'i', type: 'Lit', sequence: 3, position: '0009', storeId: 's', hash: 'h',
  headers: { 'x-test': 'ä€😀' }, value: '{}',
};
const asBytes = (headers: IHeaders = {}): IHeaders => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(String(value))]));
const stored = (each: BusRecord): Parameters<typeof toReceived>[2] => {
  const { key, value, headers } = toMessage(each);
  return { key: Buffer.from(String(key)), value: value === null ? null : Buffer.from(String(value)), headers: asBytes(headers), offset: '41' };
};

describe('a record as a message', () => {
  it.each([
    ['plain', record],
    ['a tombstone without headers', { ...record, headers: {}, value: null }],
    ['with the attributes of a contract', { ...record, headers: { ce_id: 'i', ce_source: '/x', ce_dataschema: 'urn:d', 'content-type': 'text/plain' } }],
  ])('comes back as it was: %s', (_name, each) => {
    expect(toReceived(each.topic, 2, stored(each))).toEqual({ ...each, offset: '00000000000000000041' });
  });

  it('has the headers of a CloudEvent and of its source', () => {
    expect(toMessage({ ...record, headers: { ce_dataschema: 'urn:d', ce_time: 'then' } })).toMatchObject({
      partition: 2,
      key: 'light-default.a',
      headers: {
        ce_specversion: '1.0', ce_id: 'i', ce_type: 'Lit', ce_source: '/firebreak', ce_subject: 'light-default.a', ce_time: 'then', ce_sequence: '3',
        'content-type': 'application/json', 'x-src-pos': '0009', 'x-store-id': 's', 'x-hash': 'h', 'x-schema': 'urn:d',
      },
    });
  });

  it.each(['ce_id', 'ce_type', 'ce_sequence', 'x-src-pos', 'x-store-id', 'x-hash'])('without %s is nothing that a decoder takes', (name) => {
    const whole = stored(record);
    const headers = Object.fromEntries(Object.entries(whole.headers ?? {}).filter(([each]) => each !== name));
    expect(toReceived(record.topic, 2, { ...whole, headers })).toMatchObject({ type: '', position: '', key: record.key, value: '{}', damage: `no-header ${name}` });
  });

  it('without a key is named after its place, in the category of its topic', () => {
    expect(toReceived(record.topic, 2, { ...stored(record), key: null })).toMatchObject({ key: 'light-unreadable.2.41', type: '' });
  });

  it('that is not UTF-8 keeps what can be read of it', () => {
    expect(toReceived(record.topic, 2, { ...stored(record), value: Buffer.from([0x61, 0xff]) })).toMatchObject({ type: '', value: 'a\ufffd', bytes: Buffer.from([0x61, 0xff]), damage: 'value-not-text' });
  });

  describe('where only the records of one store count', () => {
    const hash = sha256('what happened');
    const ours = stored({ ...record, hash, id: eventId(record.key, hash) });
    const received = (over: IHeaders = {}, storeId = 's') => toReceived(record.topic, 2, { ...ours, headers: { ...ours.headers, ...over } }, { storeId });

    it('is one whose name is that of its content', () => expect(received()).toMatchObject({ type: 'Lit', position: '0009', sequence: 3 }));
    it.each([
      ['of another store', received({}, 'other'), 'of-another-store'],
      ['under a name of its own', received({ ce_id: Buffer.from('mine') }), 'id-not-of-its-content'],
    ])('is none %s', (_what, each, damage) => expect(each).toMatchObject({ type: '', position: '', damage }));
  });
});
