import { refused, type Instant, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { MappedCase, MappedStep } from '../../domain/origin/mapped-case';
import { replayStep } from '../../domain/origin/replay-step';
import { alsoSaid, beginStep, nothingSaid } from '../../domain/origin/telling';
import type { PriorityMatrix, Versioned } from '../../domain/policies/policies';
import { requireData, type IncidentCommand } from '../../domain/rules';

export type ImportIncident = IncidentCommand<
  'ImportIncident',
  { readonly case: MappedCase; /** For an incident that is not there yet. */ readonly number: string; readonly matrix: Versioned<PriorityMatrix> }
>;

const diverged = ({ file, row }: MappedStep, rule: string): Error =>
  refused('history-diverged', { file, row, rule, whatToDo: 'compare the row with the history that was imported before; an import only ever adds to its end' });

const importedSteps = (incident: Incident): readonly string[] => (incident.status === 'Absent' ? [] : (incident.imported ?? []));

const isAhead = ({ at, times }: MappedStep, now: Instant): boolean => [at, ...Object.values(times)].some((time) => time > now);

/** A case as far as it is not known yet. The whole case again, or a beginning of it, is quiet. @throws `history-diverged`, `invalid-time` */
export const importIncident = ({ data, meta }: ImportIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const { steps } = data.case;
  requireData({ steps: steps[0] ?? null }, 'a case has at least one step');
  const known = importedSteps(incident);
  const differing = steps.find(({ digest }, index) => index < known.length && digest !== known[index]);
  if (differing) throw diverged(differing, 'the row stands before, or differs from, one that was imported already');
  const [fresh] = steps.slice(known.length);
  if (!fresh) return [];
  const live = incident.status !== 'Absent' && (incident.imported === null || incident.liveSinceImport);
  if (live) throw diverged(fresh, 'the incident has been worked on here');
  const ahead = steps.slice(known.length).find((step) => isAhead(step, meta.now));
  if (ahead) throw refused('invalid-time', { file: ahead.file, row: ahead.row, rule: 'no step is after now', whatToDo: 'check the zone and the form of the times in the mapping' });
  return replayed(data, incident, known.length);
};

const replayed = ({ case: whole, number, matrix }: ImportIncident['data'], incident: Incident, known: number): readonly NewEvent<IncidentEvent>[] => {
  let said = nothingSaid;
  let state = incident;
  const events: NewEvent<IncidentEvent>[] = [];
  for (const [index, step] of whole.steps.entries()) {
    said = alsoSaid(said, step);
    if (index < known) continue;
    const replay = replayStep(beginStep(whole, step, index + 1, said, state, matrix), number);
    state = replay.incident;
    events.push(...replay.events);
  }
  return events;
};
