import type { DomainEvent, EventMetadata, EventToAppend, NewEvent, RecordedEvent, StoredEvent } from './event';
import type { CommandMeta, EvolvedEvent } from './command';
import { CodedError } from './errors';
import { namespaces, sha256, uuidV5 } from './hashing';
import { canonicalJson, type JsonObject } from './json';
import { later, type Instant } from './time';
import { createUpcasting, type EventTypes, type Upcaster } from './upcasting';

/** What an append continues: the last event of the stream, as folded by the kernel's envelope. */
export interface AppendBase {
  readonly stream: string;
  /** -1 before the first event. */
  readonly revision: number;
  readonly lastHash: string | null;
  readonly lastRecordedAt: Instant | null;
}

/** Turns personal fields into their stored form and back. The identity until erasure is built; hashes are over the stored form. */
export interface FieldProtection {
  protect(fields: readonly string[], data: object): object;
  unprotect(fields: readonly string[], data: JsonObject): JsonObject;
}

export const unprotected: FieldProtection = { protect: (_fields, data) => data, unprotect: (_fields, data) => data };

/** The text that the hash of an event covers. Its parts are canonical JSON, its keys in canonical order. */
export const hashedText = (stream: string, revision: number, type: string, tenant: string, data: string, metadata: string): string =>
  `{"data":${data},"metadata":${metadata},"revision":${revision},"stream":${JSON.stringify(stream)},"tenant":${JSON.stringify(tenant)},"type":${JSON.stringify(type)},"v":1}`;

/** Id of an event: only the same bytes have the same id. */
export const eventId = (stream: string, hash: string): string => uuidV5(namespaces.event, `${stream}\n${hash}`);

export interface EventCodec<E extends DomainEvent = DomainEvent> {
  readonly types: EventTypes;
  /** The prepared append. @throws CodedError `unknown-event-type`, `unstorable-value` */
  prepare(base: AppendBase, meta: CommandMeta, events: readonly NewEvent<E>[]): readonly EventToAppend[];
  /** @throws CodedError `unknown-event-type`, `malformed-event` */
  decode(stored: StoredEvent): RecordedEvent<E>;
}

/** @throws SyntaxError for what is no JSON object */
const parseObject = (text: string): JsonObject => {
  const value = JSON.parse(text) as unknown;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('not an object');
  return value as JsonObject;
};

const parse = (stored: StoredEvent, part: 'data' | 'metadata'): JsonObject => {
  try {
    return parseObject(stored[part]);
  } catch {
    throw new CodedError('malformed-event', { stream: stored.stream, revision: stored.revision, part });
  }
};

export const createEventCodec = <E extends DomainEvent>(
  types: EventTypes,
  upcasters: readonly Upcaster[] = [],
  protection: FieldProtection = unprotected,
): EventCodec<E> => {
  const upcast = createUpcasting(types, upcasters);
  return {
    types,
    prepare: (base, meta, events) => {
      let prevHash = base.lastHash;
      let recordedAt = base.lastRecordedAt === null ? meta.now : later(meta.now, base.lastRecordedAt);
      let revision = base.revision;
      return events.map((event) => {
        const declared = types[event.type];
        if (!declared) throw new CodedError('unknown-event-type', { type: event.type });
        revision += 1;
        const metadata: EventMetadata = {
          v: 1,
          tenant: meta.tenant,
          actor: event.actor ?? meta.actor.id,
          onBehalfOf: meta.onBehalfOf,
          correlationId: meta.correlationId,
          causationId: meta.causationId,
          origin: meta.origin,
          occurredAt: event.occurredAt ?? meta.now,
          recordedAt,
          prevHash,
          idem: meta.idempotency,
          provenance: event.provenance ?? null,
        };
        const data = canonicalJson(protection.protect(declared.personal, event.data));
        const metadataText = canonicalJson(metadata);
        const hash = sha256(hashedText(base.stream, revision, event.type, meta.tenant, data, metadataText));
        prevHash = hash;
        recordedAt = metadata.recordedAt;
        return { id: eventId(base.stream, hash), type: event.type, data, metadata: metadataText, hash };
      });
    },
    decode: (stored) => {
      const { type, data } = upcast(stored.type, parse(stored, 'data'));
      return {
        id: stored.id,
        stream: stored.stream,
        revision: stored.revision,
        position: stored.position,
        hash: stored.hash,
        type,
        data: protection.unprotect(types[type]!.personal, data) as unknown as E['data'],
        metadata: parse(stored, 'metadata') as unknown as EventMetadata,
      };
    },
  };
};

/** What evolve is given. */
export const evolved = <E extends DomainEvent>(recorded: RecordedEvent<E>): EvolvedEvent<E> =>
  ({
    type: recorded.type,
    data: recorded.data,
    occurredAt: recorded.metadata.occurredAt,
    recordedAt: recorded.metadata.recordedAt,
    actor: recorded.metadata.actor,
    origin: recorded.metadata.origin,
    provenance: recorded.metadata.provenance,
    revision: recorded.revision,
  }) as unknown as EvolvedEvent<E>;

/** Recomputes what the chain says of one stored event. @returns null when it holds, else what does not */
export const verifyEvent = (stored: StoredEvent, prevHash: string | null): 'hash' | 'id' | 'previous-hash' | 'malformed' | null => {
  let metadata: Partial<EventMetadata>;
  try {
    metadata = parseObject(stored.metadata) as Partial<EventMetadata>;
    parseObject(stored.data);
  } catch {
    return 'malformed';
  }
  if ((metadata.prevHash ?? null) !== prevHash) return 'previous-hash';
  const hash = sha256(hashedText(stored.stream, stored.revision, stored.type, metadata.tenant ?? '', stored.data, stored.metadata));
  if (hash !== stored.hash) return 'hash';
  return eventId(stored.stream, hash) === stored.id ? null : 'id';
};
