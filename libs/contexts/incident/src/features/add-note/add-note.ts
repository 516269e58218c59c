import { event, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import { known, requireData, type IncidentCommand } from '../../domain/rules';

export type AddNote = IncidentCommand<'AddNote', { readonly text: string; readonly audience: 'public' | 'private' }>;

export const addNote = ({ data }: AddNote, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  known(incident);
  requireData({ text: data.text }, 'a note has text');
  return [event('IncidentNoteAdded', data)];
};
