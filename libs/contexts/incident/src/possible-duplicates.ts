import { wordsOf, type Filter } from '@firebreak/event-sourcing';
import type { CommandEdge } from '@firebreak/http';
import { Injectable } from '@nestjs/common';
import { Directory } from './directory';
import { openStatuses } from './domain/vocabulary';
import type { ListedIncident } from './features/list-incidents/incident-list.projection';
import { visibleTo } from './features/list-incidents/list-incidents';
import { IncidentIndex } from './incident-index';

export interface PossibleDuplicate {
  readonly id: string;
  readonly number: string;
  readonly title: string;
}

const looksAlike = 0.4;
const examined = 100;
const maxAnswered = 5;
/** A hundred whole incidents would cost more than all else that a new one does. */
const only = ['id', 'title', 'incident.status', 'incident.number'];

/** The share of the words of both titles that stand in both, from 0 to 1; case, accents and punctuation do not count. */
export const likeness = (one: string, other: string): number => {
  const [words, others] = [new Set(wordsOf(one)), new Set(wordsOf(other))];
  const shared = [...words].filter((word) => others.has(word)).length;
  return shared === 0 ? 0 : shared / (words.size + others.size - shared);
};

/** Open incidents of the same service whose title says much the same: answered with a new one, so that nobody works on it twice. */
@Injectable()
export class PossibleDuplicates {
  constructor(
    private readonly index: IncidentIndex,
    private readonly directory: Directory,
  ) {}

  /** Among the latest changed of the service, those that the actor may see; the most alike first. */
  async of({ meta }: CommandEdge, service: string | null, title: string): Promise<readonly PossibleDuplicate[]> {
    if (service === null) return [];
    const groups = await this.directory.groupsOf(meta.tenant, meta.actor.id);
    const filters: Filter[] = [
      visibleTo(meta.tenant, { ...meta.actor, groups }),
      { op: 'eq', field: 'incident.service', value: service },
      { op: 'in', field: 'status', values: [...openStatuses, 'OnHold'] },
    ];
    const found = await (await this.index.list()).find({ filter: { op: 'and', filters }, sort: [{ field: 'changedAt', direction: 'desc' }], limit: examined, only });
    return found
      .map(({ doc }) => ({ doc, alike: likeness(title, doc.title) }))
      .filter(({ alike }) => alike >= looksAlike)
      .sort((a, b) => b.alike - a.alike)
      .flatMap(({ doc }) => named(doc))
      .slice(0, maxAnswered);
  }
}

const named = ({ id, title, incident }: ListedIncident): PossibleDuplicate[] => (incident.status === 'Absent' ? [] : [{ id, number: incident.number, title }]);
