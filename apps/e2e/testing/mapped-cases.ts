import { createHash } from 'node:crypto';
import type { Instant } from '@firebreak/event-sourcing';

export interface Step {
  readonly at: Instant;
  readonly status?: string;
  readonly fields?: object;
  readonly times?: object;
}

/** A case of an import page; digests are chained over its steps. */
export const mappedCase = (caseId: string, steps: readonly Step[], source = 'e2e'): object => {
  let digest = '';
  return {
    source,
    caseId,
    steps: steps.map(({ at, status, fields = {}, times = {} }, index) => {
      digest = createHash('sha256').update(`${digest} ${JSON.stringify([at, status, fields, times])}`).digest('hex');
      const step = status === undefined ? null : { as: 'status', status, holdReason: null, raw: status };
      return { file: 'e2e.csv', row: index + 2, at, actor: 'ada', machine: false, step, fields, times, digest };
    }),
  };
};
