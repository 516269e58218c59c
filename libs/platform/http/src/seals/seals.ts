import { createHmac, timingSafeEqual } from 'node:crypto';
import { CodedError, streamParts } from '@firebreak/event-sourcing';
import type { ConsistencyToken } from '../edge/command-edge';

/** Key material the app injects; the services of one installation share it. */
export interface Secrets {
  /** At least 32 bytes. */
  readonly macKey: Uint8Array;
}

export const SECRETS = Symbol.for('firebreak.secrets');

const maxTokens = 16;
const maxTextLength = 4096;
const parts = /^([A-Za-z0-9_-]{1,3000})\.([A-Za-z0-9_-]{43})$/;

/** What clients carry for us and must not change: consistency tokens and cursors, each bound to its tenant. */
export class Seals {
  private readonly keys: { readonly consistency: Buffer; readonly cursor: Buffer };

  constructor(secrets: Secrets) {
    if (secrets.macKey.byteLength < 32) throw new CodedError('weak-secret', { field: 'macKey' });
    const derived = (use: string): Buffer => createHmac('sha256', secrets.macKey).update(`firebreak ${use}`).digest();
    this.keys = { consistency: derived('consistency'), cursor: derived('cursor') };
  }

  sealConsistency(stream: string, revision: number): string {
    return seal(this.keys.consistency, `${stream}@${revision}`);
  }

  /** Comma separated, none for an absent header. @throws CodedError `invalid-consistency-token` */
  openConsistency(tenant: string, header: string | undefined): ConsistencyToken[] {
    if (header === undefined || header === '') return [];
    const texts = header.split(',');
    if (texts.length > maxTokens) throw new CodedError('invalid-consistency-token', { whatToDo: `Send at most ${maxTokens} tokens.` });
    return texts.map((text) => this.openOne(tenant, text.trim()));
  }

  /** `payload` is anything JSON keeps. */
  sealCursor(tenant: string, payload: unknown): string {
    return seal(this.keys.cursor, JSON.stringify([tenant, payload]));
  }

  /** @throws CodedError `invalid-cursor` for a changed cursor and for one of another tenant */
  openCursor<T = unknown>(tenant: string, cursor: string): T {
    const text = open(this.keys.cursor, cursor);
    const [owner, payload] = text === null ? [] : (JSON.parse(text) as [string, T]);
    if (owner !== tenant) throw new CodedError('invalid-cursor');
    return payload as T;
  }

  private openOne(tenant: string, sealed: string): ConsistencyToken {
    const text = open(this.keys.consistency, sealed);
    if (text === null) throw new CodedError('invalid-consistency-token');
    const at = text.lastIndexOf('@');
    const stream = text.slice(0, at);
    const token = { tenant: streamParts(stream).tenant, stream, revision: Number(text.slice(at + 1)) };
    if (token.tenant !== tenant) throw new CodedError('invalid-consistency-token');
    return token;
  }
}

const mac = (key: Buffer, body: string): Buffer => createHmac('sha256', key).update(body).digest();

const seal = (key: Buffer, text: string): string => {
  const body = Buffer.from(text, 'utf8').toString('base64url');
  return `${body}.${mac(key, body).toString('base64url')}`;
};

const open = (key: Buffer, sealed: string): string | null => {
  const match = sealed.length <= maxTextLength ? parts.exec(sealed) : null;
  if (!match) return null;
  const given = Buffer.from(match[2]!, 'base64url');
  const right = timingSafeEqual(given, mac(key, match[1]!)) && given.toString('base64url') === match[2];
  return right ? Buffer.from(match[1]!, 'base64url').toString('utf8') : null;
};
