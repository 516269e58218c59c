import type { FactDimensions, IncidentFact } from '../domain/incident-fact';

type Values = Partial<FactDimensions>;

/** The same object when nothing changes: an event that moves no value moves no figure. */
export const withDimensions = (fact: IncidentFact, values: Values): IncidentFact => {
  const keys = Object.keys(values) as (keyof FactDimensions)[];
  return keys.every((key) => fact.dims[key] === values[key]) ? fact : { ...fact, dims: { ...fact.dims, ...values } };
};

export interface Assignment {
  readonly group: string | null;
  readonly assignee: string | null;
  /** Made with the log: the first group is no change. */
  readonly initial: boolean;
}

export const assign = (fact: IncidentFact, { group, assignee, initial }: Assignment): IncidentFact => {
  const before = fact.dims.group;
  const changed = !initial && group !== before;
  const moved = changed && group !== null && before !== null;
  return {
    ...withDimensions(fact, { group }),
    assignee,
    groupChanges: fact.groupChanges + (changed ? 1 : 0),
    reassignments: fact.reassignments + (moved ? 1 : 0),
  };
};

export const linkProblem = (fact: IncidentFact, problem: string): IncidentFact =>
  fact.problems.includes(problem) ? fact : { ...fact, problems: [...fact.problems, problem] };

export const unlinkProblem = (fact: IncidentFact, problem: string): IncidentFact => ({
  ...fact,
  problems: fact.problems.filter((each) => each !== problem),
});
