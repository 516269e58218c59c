import type { NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../incident';
import type { IncidentEvent } from '../incident-events';
import { tellFields, tellLog } from './tell-fields';
import { reopens, tellReopen, tellTransition } from './tell-transition';
import { tell, type Telling } from './telling';

/** Whether the source's own word would be lost without an event of its own. */
const worthKeeping = (telling: Telling, moved: boolean): boolean => {
  const { step } = telling.step;
  if (telling.events.length === 0) return true;
  if (!step || moved) return false;
  if (telling.incident.status === 'Cancelled') return true;
  return step.as === 'activity' ? step.activity !== 'log' : step.status === 'unknown';
};

/**
 * One row of the source as events of the machine, by the origin rules: what it lacks is inferred, what the machine does not
 * allow is kept as the source's activity. A reopening comes before the row's fields, every other step after them.
 */
export const replayStep = (telling: Telling, number: string): { readonly events: readonly NewEvent<IncidentEvent>[]; readonly incident: Incident } => {
  const { step } = telling.step;
  if (telling.first) tellLog(telling, number);
  const again = reopens(telling);
  if (again) tellReopen(telling);
  tellFields(telling);
  const before = telling.events.length;
  if (step) tellTransition(telling, step);
  const moved = again || telling.events.length > before;
  if (worthKeeping(telling, moved)) tell(telling, 'IncidentSourceActivityRecorded', { activity: step?.raw ?? 'update' });
  return { events: telling.events, incident: telling.incident };
};
