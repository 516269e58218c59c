import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { known, requireData, requireRoom, type IncidentCommand } from '../../domain/rules';

export type LinkProblem = IncidentCommand<'LinkProblem', { readonly problem: string; readonly url: string | null }>;

export const linkProblem = ({ data }: LinkProblem, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const { problems, problemUrls } = known(incident);
  requireData({ problem: data.problem }, 'a link names the problem');
  const linked = problems.includes(data.problem);
  const url = problemUrls.find(({ problem }) => problem === data.problem)?.url ?? null;
  if (linked && url === data.url) return [];
  if (!linked) requireRoom(problems.length);
  return [event('IncidentLinkedToProblem', data)];
};
