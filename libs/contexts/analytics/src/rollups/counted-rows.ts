import type { Found } from '@firebreak/event-sourcing';
import { definitionName, type Definition } from '../domain/definitions';
import { dimensionNames, dimensionValue } from '../domain/dimensions';
import type { IncidentFact } from '../domain/incident-fact';
import { slotMs, slotsPerDay } from '../domain/slots';
import { contributionsOf } from '../measures/contributions';
import { timelineOf } from '../measures/timeline';
import type { Tuple } from './slot-rows';
import { codeOf } from './tally';

const dayMs = slotMs * slotsPerDay;

/** One thing that a fact counts as: in which definition, when, and how long it took. */
export interface CountedRow {
  readonly definition: string;
  /** UTC days since the epoch. */
  readonly day: number;
  readonly slot: number;
  readonly code: string;
  readonly ms: number | null;
}

export interface CountedFact {
  readonly tuple: Tuple;
  readonly rows: readonly CountedRow[];
}

/** What facts add to all figures. */
export class CountedRows {
  private readonly definitions: readonly (readonly [Definition, string])[];

  constructor(definitions: readonly Definition[]) {
    this.definitions = definitions.map((definition) => [definition, definitionName(definition)]);
  }

  of({ doc }: Found<IncidentFact>, continuedAt: number | null): CountedFact {
    const timeline = timelineOf(doc, continuedAt);
    const rows: CountedRow[] = [];
    for (const [definition, name] of this.definitions) {
      for (const contribution of contributionsOf(definition, timeline)) {
        const day = Math.floor(contribution.at / dayMs);
        const slot = Math.floor((contribution.at - day * dayMs) / slotMs);
        const ms = contribution.part === 'measured' ? contribution.ms : null;
        rows.push({ definition: name, day, slot, code: codeOf(contribution), ms });
      }
    }
    return { tuple: dimensionNames.map((by) => dimensionValue(doc.dims, by)), rows };
  }
}
