import { streamName, type Collection } from '@firebreak/event-sourcing';
import type { IncidentFact } from '../domain/incident-fact';
import { parseKey, slotKeyOf, type ParsedKey } from '../domain/slots';

/** A dirty fact as it was read. */
export type DirtyFact = Pick<IncidentFact, 'rev' | 'dirty'> & { readonly id: string };

/** One UTC day of a tenant with the quarter hours to make again. */
export interface DayOfWork {
  readonly tenant: string;
  readonly day: string;
  readonly slots: ReadonlySet<number>;
}

/** The same with the facts that may count otherwise than before. */
export interface ChangedDay extends DayOfWork {
  readonly changed: ReadonlySet<string>;
}

/** Where the keys of dirty facts lead. */
export interface Work {
  readonly days: readonly ChangedDay[];
  /** A dirty key to its day; null where there is nothing to make, as for the sake of an unknown incident. */
  readonly dayOfKey: ReadonlyMap<string, ChangedDay | null>;
}

type SlotKey = Extract<ParsedKey, { kind: 'slot' }>;

interface Target {
  readonly slot: SlotKey;
  /** The incident that another one continues, where that is what the key stands for. */
  readonly continued: string | null;
}

/** An incident that continues another one counts where the other was first resolved. */
const targetsOf = async (facts: Collection<IncidentFact>, keys: Iterable<string>): Promise<ReadonlyMap<string, Target | null>> => {
  const targets = new Map<string, Target | null>();
  const streams = new Map<string, string>();
  for (const key of keys) {
    const parsed = parseKey(key);
    if (parsed.kind === 'slot') targets.set(key, { slot: parsed, continued: null });
    else streams.set(key, streamName('incident', parsed.tenant, parsed.id));
  }
  const continued = await facts.getMany([...new Set(streams.values())]);
  for (const [key, stream] of streams) {
    const other = continued.get(stream);
    const resolved = other?.cycles[0]?.resolved ?? null;
    const target = other && resolved !== null ? parseKey(slotKeyOf(other.tenant, resolved)) : null;
    targets.set(key, target?.kind === 'slot' ? { slot: target, continued: stream } : null);
  }
  return targets;
};

interface Gathering extends ChangedDay {
  readonly slots: Set<number>;
  readonly changed: Set<string>;
}

export const workOf = async (facts: Collection<IncidentFact>, dirty: readonly DirtyFact[]): Promise<Work> => {
  const targets = await targetsOf(facts, new Set(dirty.flatMap((fact) => fact.dirty)));
  const days = new Map<string, Gathering>();
  const dayOfKey = new Map<string, Gathering | null>();
  for (const [key, target] of targets) {
    if (target === null) {
      dayOfKey.set(key, null);
      continue;
    }
    const { tenant, day, slot } = target.slot;
    const id = `${tenant}|${day}`;
    const known = days.get(id) ?? { tenant, day, slots: new Set(), changed: new Set() };
    days.set(id, known);
    known.slots.add(slot);
    dayOfKey.set(key, known);
  }
  for (const { id, dirty: keys } of dirty) for (const key of keys) dayOfKey.get(key)?.changed.add(targets.get(key)!.continued ?? id);
  const inOrder = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
  return { days: inOrder, dayOfKey };
};
