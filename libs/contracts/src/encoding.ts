import { ceType, contractHeaders as h, parseCeType, type ContractHeaders } from './contract';
import { contractNamed, contractViolation } from './registry';

/** What encoding needs of a stored event. */
export interface PublishedEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: object;
  readonly metadata: {
    readonly tenant: string;
    readonly actor: string;
    readonly origin: string;
    readonly occurredAt: string;
    readonly recordedAt: string;
    readonly correlationId: string;
    readonly causationId: string | null;
  };
}

export interface EncodedContract {
  readonly type: string;
  readonly headers: ContractHeaders;
  readonly value: string;
}

/** What decoding needs of a record. */
export interface ContractRecord {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly sequence: number;
  readonly position: string;
  readonly hash: string;
  readonly headers: ContractHeaders;
  readonly value: string | null;
}

export interface DecodedContract {
  readonly id: string;
  readonly stream: string;
  readonly tenant: string;
  readonly revision: number;
  readonly position: string;
  readonly hash: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly actor: string;
  readonly origin: 'live' | 'imported';
  readonly occurredAt: string;
  readonly recordedAt: string;
}

export class ContractError extends Error {
  constructor(
    readonly code: 'malformed-event' | 'unknown-event-type',
    readonly details: Readonly<Record<string, unknown>>,
  ) {
    super(code);
    this.name = 'ContractError';
  }
}

const known = new Map<string, readonly string[] | null>();

const propertiesOf = (name: string): readonly string[] | null => {
  let properties = known.get(name);
  if (properties === undefined) {
    const contract = contractNamed(name);
    properties = contract ? Object.keys((contract.schema as unknown as { properties: object }).properties) : null;
    // Names come from our own codecs: there are no more of them than event types.
    known.set(name, properties);
  }
  return properties;
};

/**
 * The public form of an event: the contract of the same name with the fields that the contract has, else `activity`
 * with the kind alone. Nothing that a contract does not name leaves its context.
 */
export const encodeContract = (event: PublishedEvent, activity: string): EncodedContract => {
  const properties = propertiesOf(event.type);
  const name = properties === null ? activity : event.type;
  const source = event.data as Record<string, unknown>;
  const data = properties === null ? { kind: event.type } : Object.fromEntries(properties.map((key) => [key, source[key]]));
  const { metadata } = event;
  const headers: Record<string, string> = {
    [h.specVersion]: '1.0',
    [h.id]: event.id,
    [h.type]: ceType(name),
    [h.source]: `/firebreak/${metadata.tenant}`,
    [h.subject]: event.stream,
    [h.time]: metadata.occurredAt,
    [h.contentType]: 'application/json',
    [h.dataSchema]: `urn:firebreak:contract:${name}:v1`,
    [h.sequence]: String(event.revision),
    [h.tenant]: metadata.tenant,
    [h.actor]: metadata.actor,
    [h.origin]: metadata.origin,
    [h.recordedAt]: metadata.recordedAt,
    [h.correlationId]: metadata.correlationId,
  };
  if (metadata.causationId !== null) headers[h.causationId] = metadata.causationId;
  return { type: ceType(name), headers, value: JSON.stringify(data) };
};

/** What is stored, as far as it can be told without its context's codec. */
export interface StoredForm {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly metadata: string;
}

/**
 * The activity of a stored event that its context cannot read: the sequence keeps no hole.
 * @throws when its metadata cannot be read either
 */
export const encodeUnreadable = ({ id, stream, revision, metadata }: StoredForm, activity: string): EncodedContract & { readonly unreadable: true } => {
  const event = { id, stream, revision, type: 'unreadable', data: {}, metadata: JSON.parse(metadata) as PublishedEvent['metadata'] };
  return { ...encodeContract(event, activity), unreadable: true };
};

/**
 * What a context says in public of each of its stored events: the contract, or the activity of one that it cannot read.
 * @param decode the context's codec
 */
export const publisherOf =
  <S extends StoredForm>(decode: (stored: S) => PublishedEvent, activity: string) =>
  (stored: S): EncodedContract & { readonly unreadable?: true } => {
    let event: PublishedEvent;
    try {
      event = decode(stored);
    } catch {
      return encodeUnreadable(stored, activity);
    }
    return encodeContract(event, activity);
  };

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const isInstant = (text: string): boolean => {
  const millis = instant.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(millis) && new Date(millis).toISOString() === text;
};

/** Half a character is no text: stores would keep another one in its place. */
const isText = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed();
  return typeof value !== 'object' || value === null || Object.entries(value).every(([key, each]) => key.isWellFormed() && isText(each));
};

/** The event behind a record. @throws ContractError `malformed-event`, `unknown-event-type` */
export const decodeContract = (record: ContractRecord): DecodedContract => {
  const type = parseCeType(record.type);
  if (!type || contractNamed(type.name)?.version !== type.version) throw new ContractError('unknown-event-type', { type: record.type });
  const malformed = (reason: string): ContractError => new ContractError('malformed-event', { stream: record.key, revision: record.sequence, reason });
  const header = (name: string): string => {
    const value = record.headers[name];
    if (value === undefined) throw malformed(`no header ${name}`);
    return value;
  };
  const time = (name: string): string => {
    const value = header(name);
    if (!isInstant(value)) throw malformed(`no time in header ${name}`);
    return value;
  };
  if (header(h.specVersion) !== '1.0') throw malformed('another version of CloudEvents');
  if (header(h.contentType) !== 'application/json') throw malformed('no JSON by its content type');
  if (record.value === null) throw malformed('tombstone');
  let data: unknown;
  try {
    data = JSON.parse(record.value);
  } catch {
    throw malformed('no JSON');
  }
  const violation = contractViolation(type.name, data);
  if (violation !== null) throw malformed(violation);
  if (!isText(data)) throw malformed('half a character');
  return {
    id: record.id,
    stream: record.key,
    tenant: header(h.tenant),
    revision: record.sequence,
    position: record.position,
    hash: record.hash,
    type: type.name,
    data: data as Record<string, unknown>,
    actor: header(h.actor),
    origin: header(h.origin) === 'imported' ? 'imported' : 'live',
    occurredAt: time(h.time),
    recordedAt: time(h.recordedAt),
  };
};
