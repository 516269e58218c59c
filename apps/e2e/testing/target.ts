import type { Instant } from '@firebreak/event-sourcing';
import type { Role } from '@firebreak/identity';

export interface Request {
  readonly method: string;
  /** Path and query, sent as they are. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The text as JSON, null when it is none. */
  readonly body: unknown;
}

/** Whom a token speaks of. */
export interface Who {
  readonly id: string;
  readonly tenant: string;
  readonly roles: readonly Role[];
}

/** Firebreak in one of its shapes, as somebody outside meets it. */
export interface Target {
  readonly shape: 'in-process' | 'http';
  request(request: Request): Promise<Answer>;
  tokenFor(who: Who): Promise<string>;
  now(): Instant;
  /** Resolves when everything written through this target is in every read model and figure. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};
