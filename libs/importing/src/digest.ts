import { createHash } from 'node:crypto';
import type { MappedStep } from './mapped-case';

type Said = Omit<MappedStep, 'digest' | 'row' | 'file'>;

const sorted = (said: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.keys(said).sort().map((key) => [key, said[key]]));

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Hash over what a step says, whatever file and row it stands in: SHA-256 in hexadecimal, stable across versions. */
export const stepDigest = ({ at, actor, machine, step, fields, times }: Said): string => {
  const word = step && (step.as === 'status' ? step.status : step.activity);
  return hash(JSON.stringify([at, actor, machine, step && [step.as, word, step.holdReason, step.raw], sorted(fields), sorted(times)]));
};

/** Hash over a step and all before it: two cases with the same digest at a step have the same steps up to there. `previous` is null for the first. */
export const chainDigest = (previous: string | null, step: Said): string => hash(`${previous ?? ''}\n${stepDigest(step)}`);
