import type { Position } from '@firebreak/event-sourcing';

/** As the client has it. Events of one append share their commit; only both together are a place. */
export interface ServerPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

const digits = 20;

/** Zero-padded, so that text order is log order. */
export const placeOf = (commit: string, prepare: string): Position => `${commit.padStart(digits, '0')}:${prepare.padStart(digits, '0')}`;

export const serverPositionOf = (position: Position): ServerPosition => {
  const [commit, prepare] = position.split(':');
  return { commit: BigInt(commit!), prepare: BigInt(prepare!) };
};
