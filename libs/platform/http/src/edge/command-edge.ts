import type { Actor, CommandMeta, Handled, HandleOptions, Instant } from '@firebreak/event-sourcing';
import { ApiProperty } from '@nestjs/swagger';

/** Proof of a write: a read that is given it shows at least this revision of the stream. */
export interface ConsistencyToken {
  readonly tenant: string;
  readonly stream: string;
  readonly revision: number;
}

/** What the edge knows of a command before the controller builds it. */
export interface CommandEdge {
  readonly meta: CommandMeta;
  readonly idempotencyKey: string;
  /** The revision in If-Match; `null` without the header and for `*`. */
  readonly expected: number | null;
  /** If-Match was `*`: the record only has to be there. */
  readonly exists: boolean;
  /** `expected` and `exists` as handleCommand takes them; `any` without If-Match. */
  readonly expectation: Exclude<HandleOptions['expected'], 'new'>;
  readonly consistency: readonly ConsistencyToken[];
}

/** Who reads, and what the answer has to include. */
export interface ReadEdge {
  readonly tenant: string;
  readonly actor: Actor;
  readonly now: Instant;
  readonly consistency: readonly ConsistencyToken[];
}

/** What a command's route returns; the edge makes status, headers and body of it. */
export interface CommandResult {
  readonly handled: Handled;
  readonly id: string;
  /** The number people say, as far as it is known. */
  readonly number: string | null;
  /** 201 with Location instead of 200. */
  readonly created?: boolean;
  /** Stands beside the answer's own fields. */
  readonly extra?: object;
}

/** A record with its revision: the edge answers ETag, and 304 when If-None-Match names it. */
export class Revisioned<T> {
  readonly #revisioned = true;

  constructor(
    readonly revision: number,
    readonly body: T,
  ) {}

  static holds(value: unknown): value is Revisioned<unknown> {
    return typeof value === 'object' && value !== null && #revisioned in value;
  }
}

/** Body of every answered command. */
export class CommandAnswer {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'INC-1042' })
  number!: string | null;

  @ApiProperty({ type: 'integer', description: 'Revision of the record after the command; the same as in ETag.' })
  revision!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Position in the store, for information.' })
  position!: string | null;

  @ApiProperty({ enum: ['appended', 'quiet', 'replayed'] })
  outcome!: Handled['outcome'];
}
