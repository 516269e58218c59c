import { resolutionCodes, type HoldReason, type ResolutionCode } from '../vocabulary';
import type { MappedActivity, MappedMeaning, MappedStatus } from './mapped-case';
import { inferTriage } from './tell-fields';
import { isDone, standing, tell, told, type Telling } from './telling';

const resume = (telling: Telling): void => {
  if (told(telling).status === 'OnHold') tell(telling, 'IncidentResumed', { reason: 'imported', dueAt: null, inferred: false });
};

const assign = (telling: Telling, inferred: boolean): void => {
  inferTriage(telling);
  const { group, assignee } = told(telling);
  if (standing(told(telling)) === 'Triaged') {
    tell(telling, 'IncidentAssigned', { group, assignee, reason: null, initial: false, inferred, late: false });
  }
};

const start = (telling: Telling): void => {
  resume(telling);
  if (told(telling).status === 'InProgress') return;
  assign(telling, true);
  const { actor, machine } = telling.step;
  tell(telling, 'IncidentWorkStarted', { startedBy: actor ?? telling.nobody, human: !machine, inferred: false });
};

const hold = (telling: Telling, said: HoldReason | null): void => {
  const incident = told(telling);
  const reason = said ?? 'scheduled';
  if (incident.status === 'OnHold' && (said === null || incident.hold.reason === reason)) return;
  const { problem, change } = telling.said.fields;
  const linkedId = (reason === 'problem' ? problem : reason === 'change' ? change : null) ?? null;
  tell(telling, 'IncidentPutOnHold', { reason, followUpAt: null, comment: null, linkedId, policyVersion: null });
};

const resolve = (telling: Telling, inferred: boolean): void => {
  const { step, said, nobody } = telling;
  const { resolutionCode: code, causeCode } = said.fields;
  const { cycle, milestones } = told(telling);
  tell(telling, 'IncidentResolved', {
    cycle,
    resolutionCode: resolutionCodes.includes(code as ResolutionCode) ? (code as ResolutionCode) : 'imported',
    causeCode: causeCode ?? 'unknown',
    notes: code ?? '',
    restoredAt: milestones.restored,
    workaround: null,
    resolvedBy: step.actor ?? nobody,
    inferred,
  });
};

const close = (telling: Telling): void => {
  if (!isDone(told(telling))) resolve(telling, true);
  const { cycle, status } = told(telling);
  tell(telling, 'IncidentClosed', { cycle, by: 'import', dueAt: null, policyVersion: null, repeated: status === 'Closed' });
};

const cancel = (telling: Telling, raw: string): void =>
  tell(telling, 'IncidentCancelled', { reason: 'withdrawn', note: raw, reroutedTo: null, callerTold: false });

/** Whether the step opens a resolved or closed incident again: any other status does, but only the activity of that name. */
export const reopens = (telling: Telling, { step }: Telling['step'] = telling.step): boolean => {
  if (!step || !isDone(told(telling))) return false;
  return step.as === 'status' ? step.status !== 'resolved' && step.status !== 'closed' : step.activity === 'reopen';
};

export const tellReopen = (telling: Telling): void => {
  const { cycle } = told(telling);
  const reason = telling.step.step?.raw ?? '';
  tell(telling, 'IncidentReopened', { cycle: cycle + 1, reason, impact: 'never-restored', relapsedAt: null, policyVersion: null });
};

const reached: Readonly<Record<MappedStatus, (telling: Telling, holdReason: HoldReason | null, raw: string) => void>> = {
  new: resume,
  triaged: (telling) => {
    resume(telling);
    if (standing(told(telling)) === 'New') tell(telling, 'IncidentTriaged', { inferred: false });
  },
  assigned: (telling) => {
    resume(telling);
    assign(telling, false);
  },
  'in-progress': start,
  'on-hold': hold,
  resolved: (telling) => {
    if (!isDone(told(telling))) resolve(telling, false);
  },
  closed: close,
  cancelled: (telling, _reason, raw) => cancel(telling, raw),
  unknown: () => undefined,
};

/** After the resolution only `close` still counts; the reopening has been told before. */
const done: Readonly<Record<MappedActivity, (telling: Telling, holdReason: HoldReason | null, raw: string) => void>> = {
  log: () => undefined,
  assign: (telling) => assign(telling, false),
  start,
  hold,
  resume,
  resolve: (telling) => resolve(telling, false),
  reopen: () => undefined,
  close,
  cancel: (telling, _reason, raw) => cancel(telling, raw),
  note: () => undefined,
  other: () => undefined,
};

/** The step itself, as far as the machine allows it; what it does not is left to be recorded as the source's activity. */
export const tellTransition = (telling: Telling, meaning: MappedMeaning): void => {
  const incident = told(telling);
  if (incident.status === 'Cancelled') return;
  if (meaning.as === 'status') reached[meaning.status](telling, meaning.holdReason, meaning.raw);
  else if (!isDone(incident) || meaning.activity === 'close') done[meaning.activity](telling, meaning.holdReason, meaning.raw);
};
