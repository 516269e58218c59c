import { chainDigest } from '../digest';
import type { Instant, MappedCase, MappedStep, StepFields, StepTimes } from '../mapped-case';
import type { Mapping } from '../mapping/mapping';
import type { FieldValue } from './field-rules';
import { compareSteps, type LooseStep } from './loose-step';

/** These belong to their step: said again they mean something again. */
const ofTheStep: ReadonlySet<string> = new Set(['note', 'resolutionCode', 'causeCode']);

/** Only what an earlier step has not said already; clearing what was never said says nothing. */
const news = <Value extends FieldValue | Instant>(
  names: readonly string[],
  values: readonly (Value | undefined)[],
  known: Map<string, Value>,
): Record<string, Value> => {
  const fresh: Record<string, Value> = {};
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index]!;
    const value = values[index];
    if (value === undefined) continue;
    const before = known.get(name);
    if (before === value && !(ofTheStep.has(name) && value !== null)) continue;
    if (before === undefined && value === null) continue;
    known.set(name, value);
    fresh[name] = value;
  }
  return fresh;
};

/** The opening: the first step where the mapping says so, a log step where no time says it. */
const opening = ({ step, at }: LooseStep, first: boolean, known: ReadonlyMap<string, Instant>, { opened }: Mapping): { openedAt?: Instant } => {
  if (known.has('openedAt')) return {};
  const logs = step !== null && step.as === 'activity' && step.activity === 'log';
  return logs || (first && opened === 'first-step') ? { openedAt: at } : {};
};

/** A case's steps in order, each with what it changes and with the digest of all steps so far. */
export const putInOrder = (mapping: Mapping, caseId: string, loose: readonly LooseStep[]): MappedCase => {
  const fields = new Map<string, FieldValue>();
  const times = new Map<string, Instant>();
  let digest: string | null = null;
  const steps = [...loose].sort(compareSteps).map((each, index): MappedStep => {
    const { file, row, at, actor, machine, step } = each;
    const told = news(each.timeNames, each.times, times);
    const opened = opening(each, index === 0, times, mapping);
    if (opened.openedAt !== undefined) times.set('openedAt', opened.openedAt);
    const own = { at, actor, machine, step, fields: news(each.fieldNames, each.fields, fields) as StepFields, times: { ...told, ...opened } as StepTimes };
    digest = chainDigest(digest, own);
    return { file, row, ...own, digest };
  });
  return { source: mapping.source, caseId, steps };
};
