import { memoryEventStore } from '@firebreak/event-sourcing-testing';
import { event, type EventMetadata, type EventToAppend, type StoredEvent } from './event';
import { createEventCodec, eventId, evolved, hashedText, verifyEvent, type AppendBase, type FieldProtection } from './event-codec';
import { sha256 } from './hashing';
import { canonicalJson, type JsonObject } from './json';
import { keyed, lightCodec, lightMeta, type LightEvent } from './testing/light';

const stream = 'light-default.kitchen';
const fresh: AppendBase = { stream, revision: -1, lastHash: null, lastRecordedAt: null };
const on = (watts = 40): LightEvent => event('LightSwitchedOn', { watts });
const off = (by = 'ada'): LightEvent => event('LightSwitchedOff', { by });
const metadataOf = (prepared: EventToAppend): EventMetadata => JSON.parse(prepared.metadata) as EventMetadata;
const stored = (prepared: EventToAppend, revision = 0): StoredEvent => ({ ...prepared, stream, revision, position: '1' });

describe('a prepared append', () => {
  it('says of each event who, when, why and by which key', () => {
    const meta = lightMeta({ ...keyed('key'), onBehalfOf: 'grace', causationId: 'cause' });
    const [prepared] = lightCodec.prepare(fresh, meta, [on()]);
    expect(prepared!.data).toBe('{"watts":40}');
    expect(metadataOf(prepared!)).toEqual({
      v: 1,
      tenant: 'default',
      actor: 'ada',
      onBehalfOf: 'grace',
      correlationId: meta.correlationId,
      causationId: 'cause',
      origin: 'live',
      occurredAt: meta.now,
      recordedAt: meta.now,
      prevHash: null,
      idem: { keyHash: 'key', bodyHash: 'body', actor: 'ada' },
      provenance: null,
    });
  });

  it('takes time, actor and provenance from an event that names its own', () => {
    const provenance = { source: 'log', caseId: 'c', file: null, row: 7, step: 1, digest: 'd', adjustedFrom: null };
    const own = { ...on(), occurredAt: '2020-01-01T00:00:00.000Z', actor: 'source:bob', provenance };
    const [prepared] = lightCodec.prepare(fresh, lightMeta(), [own]);
    expect(metadataOf(prepared!)).toMatchObject({ occurredAt: own.occurredAt, recordedAt: lightMeta().now, actor: 'source:bob', provenance });
    expect(prepared!.data).toBe('{"watts":40}');
  });

  it('chains what it continues, and its own events one to the next', () => {
    const base: AppendBase = { ...fresh, revision: 4, lastHash: 'hash of revision 4', lastRecordedAt: lightMeta().now };
    const prepared = lightCodec.prepare(base, lightMeta(), [off(), on(), off()]);
    expect(prepared.map((each) => metadataOf(each).prevHash)).toEqual([base.lastHash, prepared[0]!.hash, prepared[1]!.hash]);
    prepared.forEach((each, index) => expect(verifyEvent(stored(each, 5 + index), metadataOf(each).prevHash)).toBeNull());
  });

  it('hashes the stored form: canonical JSON of everything but id and hash', () => {
    const [prepared] = lightCodec.prepare(fresh, lightMeta(), [off()]);
    const whole = { v: 1, tenant: 'default', stream, revision: 0, type: 'LightSwitchedOff', data: { by: 'ada' }, metadata: metadataOf(prepared!) };
    expect(hashedText(stream, 0, prepared!.type, 'default', prepared!.data, prepared!.metadata)).toBe(canonicalJson(whole));
    expect(prepared!.hash).toBe(sha256(canonicalJson(whole)));
    expect(prepared!.id).toBe(eventId(stream, prepared!.hash));
  });

  it('is the same bytes for the same command, and others at another revision', () => {
    expect(lightCodec.prepare(fresh, lightMeta(), [on()])).toEqual(lightCodec.prepare(fresh, lightMeta(), [on()]));
    const [other] = lightCodec.prepare({ ...fresh, revision: 0 }, lightMeta(), [on()]);
    expect(lightCodec.prepare(fresh, lightMeta(), [on()])[0]!.id).not.toBe(other!.id);
  });

  it.each([
    ['the clock where it runs ahead', '2026-03-02T07:59:59.999Z', '2026-03-02T08:00:00.000Z'],
    ["the stream's last where the clock fell behind", '2026-03-02T09:00:00.000Z', '2026-03-02T09:00:00.000Z'],
  ])('is recorded at %s', (_, lastRecordedAt, recordedAt) => {
    const prepared = lightCodec.prepare({ ...fresh, revision: 0, lastHash: 'h', lastRecordedAt }, lightMeta(), [off(), on()]);
    expect(prepared.map((each) => metadataOf(each).recordedAt)).toEqual([recordedAt, recordedAt]);
    expect(metadataOf(prepared[0]!).occurredAt).toBe(lightMeta().now);
  });

  it('refuses a type it does not know and a value no store keeps', () => {
    const prepare = (e: object) => () => lightCodec.prepare(fresh, lightMeta(), [e as LightEvent]);
    expect(prepare(event('LightStolen', {}))).toThrow(expect.objectContaining({ code: 'unknown-event-type' }));
    expect(prepare(on(0.5))).toThrow(expect.objectContaining({ code: 'unstorable-value' }));
  });
});

describe('decoding', () => {
  it('gives back what was prepared', async () => {
    const store = memoryEventStore();
    await store.append(stream, -1, lightCodec.prepare(fresh, lightMeta(), [on(60)]));
    const [event0] = await store.readStream(stream);
    const recorded = lightCodec.decode(event0!);
    expect(recorded).toMatchObject({ stream, revision: 0, type: 'LightSwitchedOn', data: { watts: 60 }, metadata: { actor: 'ada' } });
    expect(evolved(recorded)).toEqual({
      type: 'LightSwitchedOn',
      data: { watts: 60 },
      occurredAt: lightMeta().now,
      recordedAt: lightMeta().now,
      actor: 'ada',
      origin: 'live',
      provenance: null,
      revision: 0,
    });
  });

  it.each([
    ['data', { data: '{' }, 'malformed-event'],
    ['metadata', { metadata: 'x' }, 'malformed-event'],
    ['metadata that are nothing', { metadata: 'null' }, 'malformed-event'],
    ['type', { type: 'LightStolen' }, 'unknown-event-type'],
  ])('fails loudly on %s it cannot read', (_, broken, code) => {
    const [prepared] = lightCodec.prepare(fresh, lightMeta(), [on()]);
    expect(() => lightCodec.decode({ ...stored(prepared!), ...broken })).toThrow(expect.objectContaining({ code }));
  });

  it('upcasts old types and unprotects what their latest one calls personal', () => {
    const backwards = (fields: readonly string[], data: object): object =>
      Object.fromEntries(Object.entries(data).map(([key, value]) => [key, fields.includes(key) ? [...String(value)].reverse().join('') : value]));
    const protection: FieldProtection = { protect: backwards, unprotect: (fields, data) => backwards(fields, data) as JsonObject };
    const codec = createEventCodec<LightEvent>(lightCodec.types, [{ from: 'LightOff', to: 'LightSwitchedOff', upcast: ({ who }) => ({ by: who! }) }], protection);
    const [prepared] = codec.prepare(fresh, lightMeta(), [off('grace')]);
    expect(prepared!.data).toBe('{"by":"ecarg"}');
    expect(verifyEvent(stored(prepared!), null)).toBeNull();
    expect(codec.decode(stored(prepared!)).data).toEqual({ by: 'grace' });
    expect(codec.decode({ ...stored(prepared!), type: 'LightOff', data: '{"who":"ecarg"}' })).toMatchObject({ type: 'LightSwitchedOff', data: { by: 'grace' } });
  });
});

describe('verifying', () => {
  const [first, second] = lightCodec.prepare(fresh, lightMeta(), [on(), off()]).map(stored) as [StoredEvent, StoredEvent];
  const edited = (metadata: Partial<EventMetadata>): string => canonicalJson({ ...metadataOf(second), ...metadata });

  it('passes what is untouched', () => expect([verifyEvent(first, null), verifyEvent(second, first.hash)]).toEqual([null, null]));

  it.each<[string, Partial<StoredEvent>, string]>([
    ['data', { data: '{"by":"eve"}' }, 'hash'],
    ['white space in the data', { data: '{"by": "ada"}' }, 'hash'],
    ['type', { type: 'LightSwitchedOn' }, 'hash'],
    ['stream', { stream: 'light-default.cellar' }, 'hash'],
    ['revision', { revision: 2 }, 'hash'],
    ['actor', { metadata: edited({ actor: 'eve' }) }, 'hash'],
    ['tenant', { metadata: edited({ tenant: 'other' }) }, 'hash'],
    ['the tenant taken away', { metadata: canonicalJson({ prevHash: first.hash }) }, 'hash'],
    ['time', { metadata: edited({ occurredAt: '2020-01-01T00:00:00.000Z' }) }, 'hash'],
    ['the hash itself', { hash: first.hash }, 'hash'],
    ['id', { id: first.id }, 'id'],
    ['the link to the one before', { metadata: edited({ prevHash: null }) }, 'previous-hash'],
    ['the link taken away', { metadata: '{}' }, 'previous-hash'],
    ['data that are no JSON', { data: '{' }, 'malformed'],
    ['metadata that are no JSON', { metadata: '' }, 'malformed'],
    ['metadata that are nothing', { metadata: 'null' }, 'malformed'],
    ['data that are a list', { data: '[]' }, 'malformed'],
  ])('finds a changed part: %s', (_, change, broken) => expect(verifyEvent({ ...second, ...change }, first.hash)).toBe(broken));

  it('finds an event that follows another one than it was written after', () => {
    expect(verifyEvent(second, null)).toBe('previous-hash');
    expect(verifyEvent(first, second.hash)).toBe('previous-hash');
  });

  it('needs every letter of the stored text', () => {
    for (const part of ['data', 'metadata', 'type', 'hash', 'id'] as const) {
      for (let at = 0; at < second[part].length; at += 1) {
        const letter = second[part][at] === '1' ? '2' : '1';
        const text = second[part].slice(0, at) + letter + second[part].slice(at + 1);
        expect([part, at, verifyEvent({ ...second, [part]: text }, first.hash)]).not.toEqual([part, at, null]);
      }
    }
  });
});
