import type { IncidentLinkedToProblem } from './incident-events';

export interface ProblemLinks {
  readonly problems: readonly string[];
  /** Of those whose link has one. */
  readonly problemUrls: readonly IncidentLinkedToProblem['data'][];
}

/** Links are lists: copying one costs next to nothing, which every command of an incident with a thousand of them feels. */
export const without = <Link>(links: readonly Link[], is: (link: Link) => boolean): readonly Link[] => {
  const index = links.findIndex(is);
  return index < 0 ? links : links.toSpliced(index, 1);
};

export const unlinkedFromProblem = ({ problems, problemUrls }: ProblemLinks, problem: string): ProblemLinks => ({
  problems: without(problems, (each) => each === problem),
  problemUrls: without(problemUrls, (each) => each.problem === problem),
});

export const linkedToProblem = (before: ProblemLinks, link: IncidentLinkedToProblem['data']): ProblemLinks => {
  const { problems, problemUrls } = unlinkedFromProblem(before, link.problem);
  return { problems: problems.concat(link.problem), problemUrls: link.url === null ? problemUrls : problemUrls.concat(link) };
};
