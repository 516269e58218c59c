import type { Found } from '@firebreak/event-sourcing';
import { definitionName, type Definition } from '../domain/definitions';
import { dimensionNames, dimensionValue } from '../domain/dimensions';
import type { IncidentFact } from '../domain/incident-fact';
import { slotMs, slotsPerDay } from '../domain/slots';
import { contributionsOf } from '../measures/contributions';
import { timelineOf } from '../measures/timeline';
import { wasResolved } from './continued';
import type { Tuple } from './slot-rows';
import { codeOf } from './tally';

const dayMs = slotMs * slotsPerDay;
const maxRemembered = 8_000;

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

/** What a fact counted as at a revision. */
export interface Remembered extends CountedFact {
  readonly rev: number;
  /** Whether another incident may continue it. */
  readonly wasResolved: boolean;
  readonly continuedAt: number | null;
}

/** What facts add to all figures. */
export class CountedRows {
  private readonly definitions: readonly (readonly [Definition, string])[];
  private readonly remembered = new Map<string, Remembered>();

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

  /** What a fact counted as the last time, where that was at this revision. */
  known(id: string, rev: number): Remembered | null {
    const known = this.remembered.get(id);
    return known?.rev === rev ? known : null;
  }

  /** The same for facts that are likely to be read again: a fact at a revision, continued or not, always counts the same. */
  again(found: Found<IncidentFact>, continuedAt: number | null): CountedFact {
    const { id, doc } = found;
    let known = this.remembered.get(id);
    if (known?.rev !== doc.rev || known.continuedAt !== continuedAt) known = { rev: doc.rev, wasResolved: wasResolved(doc), continuedAt, ...this.of(found, continuedAt) };
    this.remembered.delete(id);
    this.remembered.set(id, known);
    if (this.remembered.size > maxRemembered) this.remembered.delete(this.remembered.keys().next().value!);
    return known;
  }
}
