import type { DomainEvent, NewEvent } from '@firebreak/event-sourcing';

type Flags = { readonly late?: boolean; readonly repeated?: boolean; readonly group?: string | null; readonly assignee?: string | null };

const early = ['New', 'Triaged', 'Assigned'];
const open = [...early, 'InProgress', 'OnHold'];
const done = ['Resolved', 'Closed'];
const changed = ({ late }: Flags): readonly string[] => (late === true ? done : open);

/** The incident table once more, as plain data: from which states each event may come. */
const from: Readonly<Record<string, (flags: Flags, resumeTo: string) => readonly string[]>> = {
  IncidentLogged: () => ['Absent'],
  IncidentCategorized: changed,
  IncidentPrioritized: changed,
  IncidentTriaged: (_, resumeTo) => (resumeTo === 'New' ? ['New', 'OnHold'] : ['New']),
  IncidentAssigned: (flags, resumeTo) => {
    if (flags.late === true || (flags.group === null && flags.assignee === null)) return changed(flags);
    return resumeTo === 'New' ? ['Triaged', 'Assigned', 'InProgress'] : ['Triaged', 'Assigned', 'InProgress', 'OnHold'];
  },
  IncidentWorkStarted: () => ['Assigned'],
  IncidentPutOnHold: () => open,
  IncidentResumed: () => ['OnHold'],
  IncidentMilestoneRecorded: () => [...open, 'Resolved'],
  IncidentTimeCorrected: () => [...open, ...done],
  IncidentResolved: () => open,
  IncidentReopened: () => done,
  IncidentClosed: ({ repeated }) => (repeated === true ? ['Closed'] : ['Resolved']),
  IncidentCancelled: () => open,
};

const next: Readonly<Record<string, string>> = {
  IncidentLogged: 'New',
  IncidentWorkStarted: 'InProgress',
  IncidentPutOnHold: 'OnHold',
  IncidentResolved: 'Resolved',
  IncidentReopened: 'InProgress',
  IncidentClosed: 'Closed',
  IncidentCancelled: 'Cancelled',
};

const advances: Readonly<Record<string, readonly [string, string]>> = { IncidentTriaged: ['New', 'Triaged'], IncidentAssigned: ['Triaged', 'Assigned'] };

/** What the first event that the machine would not allow is; null for a legal history whose times never go back. */
export const firstIllegal = (events: readonly NewEvent<DomainEvent>[]): string | null => {
  let status = 'Absent';
  let resumeTo = '';
  let last = '';
  for (const { type, data, occurredAt = '' } of events) {
    const allowed = from[type]?.(data as Flags, resumeTo);
    if (allowed && !allowed.includes(status)) return `${type} from ${status}`;
    if (occurredAt < last) return `${type} at ${occurredAt} after ${last}`;
    last = occurredAt;
    const [before, after] = advances[type] ?? ['', ''];
    if (type === 'IncidentPutOnHold' && status !== 'OnHold') resumeTo = status;
    if (type === 'IncidentResumed') status = resumeTo;
    else if (status === before) status = after;
    else if (status === 'OnHold' && resumeTo === before) resumeTo = after;
    else status = next[type] ?? status;
    if (status !== 'OnHold') resumeTo = '';
  }
  return null;
};
