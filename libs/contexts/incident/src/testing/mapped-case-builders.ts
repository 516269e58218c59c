import type { CommandMeta, Instant, Provenance } from '@firebreak/event-sourcing';
import type { MappedActivity, MappedCase, MappedFields, MappedStatus, MappedStep, MappedTimes } from '../domain/origin/mapped-case';
import { defaultPolicies, type PriorityMatrix, type Versioned } from '../domain/policies/policies';
import type { HoldReason } from '../domain/vocabulary';
import { at } from './incident-builders';

type Unchained = Omit<MappedStep, 'digest' | 'row' | 'at'> & { readonly at: Instant | null; readonly row: number | null };

/** A row: what it says of status or activity, of fields and of times, and what else differs from an ordinary one. */
export type RowStep = Partial<Unchained>;

const word = (raw: string, holdReason: HoldReason | null): { readonly holdReason: HoldReason | null; readonly raw: string } => ({ holdReason, raw });

export const status = (status: MappedStatus, fields: MappedFields = {}, holdReason: HoldReason | null = null): RowStep => ({
  step: { as: 'status', status, ...word(`Status ${status}`, holdReason) },
  fields,
});

export const activity = (activity: MappedActivity, fields: MappedFields = {}, holdReason: HoldReason | null = null): RowStep => ({
  step: { as: 'activity', activity, ...word(`Activity ${activity}`, holdReason) },
  fields,
});

export const says = (fields: MappedFields, times: MappedTimes = {}): RowStep => ({ step: null, fields, times });

const ordinary: Unchained = { file: 'audit.csv', row: null, at: null, actor: 'ada', machine: false, step: null, fields: {}, times: {} };

/** Rows from the second line on, ten minutes apart, the first with an opening five minutes before it. */
export const mappedCase = (...rows: readonly RowStep[]): MappedCase => {
  let digest = '';
  const steps = rows.map((row, index): MappedStep => {
    const step = { ...ordinary, ...row };
    const times = index === 0 && row.times === undefined ? { openedAt: at(-5) } : step.times;
    digest = `${digest}/${JSON.stringify([step, times])}`;
    return { ...step, times, at: step.at ?? at(index * 10), row: step.row ?? index + 2, digest };
  });
  return { source: 'legacy', caseId: 'L-7', steps };
};

export interface ImportAsked {
  readonly type: 'ImportIncident';
  readonly data: { readonly case: MappedCase; readonly number: string; readonly matrix: Versioned<PriorityMatrix> };
  readonly meta: CommandMeta;
}

export const importOf = (whole: MappedCase): ImportAsked => ({
  type: 'ImportIncident',
  data: { case: whole, number: 'INC-9', matrix: defaultPolicies['priority-matrix'] },
  meta: {
    tenant: 'default',
    actor: { id: 'u-admin', roles: ['administrator'], groups: [] },
    onBehalfOf: null,
    correlationId: '00000000-0000-4000-8000-00000000c0de',
    causationId: null,
    origin: 'imported',
    now: at(10_000),
    idempotency: null,
  },
});

/** Where an event of this step of the case says that it is from. */
export const provenanceOf = ({ source, caseId, steps }: MappedCase, step: number, adjustedFrom: Instant | null = null): Provenance => {
  const { file, row, digest } = steps[step - 1]!;
  return { source, caseId, file, row, step, digest, adjustedFrom };
};
