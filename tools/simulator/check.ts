import { progressMark, type ReceivedRecord, type StoredEvent } from '@firebreak/event-sourcing';
import type { Answer, Script } from './clients';
import { expectedIncidents, type ExpectedIncident } from './oracle';
import type { World } from './world';

export interface Violation {
  /** By the numbers of the invariants: I1 kept, I2 once, I3 no holes, I4 topic, I5 documents, I6 figures; `parked` and `surprise`. */
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'parked' | 'surprise';
  readonly text: string;
}

const said = (invariant: Violation['invariant']) => (text: string): Violation => ({ invariant, text });

const keyOf = (event: StoredEvent): { readonly key: string | null; readonly attempt: string } => {
  const { idem, correlationId } = JSON.parse(event.metadata) as { idem: { keyHash: string } | null; correlationId: string };
  return { key: idem?.keyHash ?? null, attempt: correlationId };
};

/** What each key left behind: revisions of one stream, of one attempt. */
const tracesOf = (events: readonly StoredEvent[]): ReadonlyMap<string, { readonly stream: string; readonly attempts: Set<string>; readonly revisions: number[] }[]> => {
  const traces = new Map<string, { stream: string; attempts: Set<string>; revisions: number[] }[]>();
  for (const event of events) {
    const { key, attempt } = keyOf(event);
    if (key === null) continue;
    const streams = traces.get(key) ?? [];
    traces.set(key, streams);
    let trace = streams.find(({ stream }) => stream === event.stream);
    if (!trace) streams.push((trace = { stream: event.stream, attempts: new Set(), revisions: [] }));
    trace.attempts.add(attempt);
    trace.revisions.push(event.revision);
  }
  return traces;
};

const checkAnswer = ({ request, answer }: Answer, traces: ReturnType<typeof tracesOf>, twins: boolean): Violation[] => {
  const trace = traces.get(request.key)?.[0];
  if ('refused' in answer) {
    const certain = !request.uncertain && !twins;
    return certain && trace ? [said('I2')(`${request.key} was refused with ${answer.refused} and is stored`)] : [];
  }
  if (answer.outcome === 'quiet') return [];
  if (!trace) return [said('I1')(`${request.key} was answered with ${answer.outcome} and is not stored`)];
  const last = trace.revisions.at(-1);
  return last === answer.revision ? [] : [said('I1')(`${request.key} was answered with revision ${answer.revision} and is at ${last}`)];
};

export const checkCommands = (events: readonly StoredEvent[], scripts: readonly Script[], twinned: Script | null): Violation[] => {
  const traces = tracesOf(events);
  const wrong: Violation[] = [];
  for (const [key, streams] of traces) {
    const [first] = streams;
    const whole = first!.revisions.every((revision, index) => revision === first!.revisions[0]! + index);
    if (streams.length > 1 || first!.attempts.size > 1 || !whole) wrong.push(said('I2')(`${key} took effect more than once: ${JSON.stringify(streams)}`));
  }
  for (const script of scripts) for (const answer of script.answers) wrong.push(...checkAnswer(answer, traces, script === twinned));
  const numbers = events.filter(({ type }) => type === 'IncidentLogged').map(({ data }) => (JSON.parse(data) as { number: string }).number);
  if (new Set(numbers).size < numbers.length) wrong.push(said('I2')(`numbers were handed out twice: ${numbers.join()}`));
  return wrong;
};

/** The store itself: revisions and positions. */
export const checkStore = (events: readonly StoredEvent[]): Violation[] => {
  const next = new Map<string, number>();
  return events.flatMap(({ stream, revision, position }, index) => {
    const due = next.get(stream) ?? 0;
    next.set(stream, revision + 1);
    const ordered = index === 0 || events[index - 1]!.position < position;
    return revision === due && ordered ? [] : [said('I3')(`${stream}@${revision} at ${position}, due ${due}`)];
  });
};

const named = ({ key, sequence, id, hash }: ReceivedRecord): string => `${key}@${sequence} ${id} ${hash}`;

/** Lane by lane: what a reader accepts is what the store published, in its order. `rule` false takes everything. */
export const checkTopic = (records: readonly ReceivedRecord[], events: readonly StoredEvent[], partitions: number, laneOf: (stream: string) => number, rule = true): Violation[] =>
  Array.from({ length: partitions }, (_, lane) => {
    let greatest = '';
    const accepted = records.filter((record) => {
      if (record.partition !== lane || (rule && record.position <= greatest)) return false;
      greatest = record.position;
      return record.type !== progressMark;
    });
    const seen = accepted.map(named);
    const due = events.filter(({ stream }) => stream.startsWith('incident-') && laneOf(stream) === lane).map(({ stream, revision, id, hash }) => `${stream}@${revision} ${id} ${hash}`);
    const at = due.findIndex((each, index) => seen[index] !== each);
    if (at < 0 && seen.length === due.length) return [];
    const place = at < 0 ? due.length : at;
    return [said('I4')(`lane ${lane} has ${seen[place] ?? 'nothing'} where ${due[place] ?? 'nothing'} is due`)];
  }).flat();

const same = (stream: string, seen: Readonly<Record<string, unknown>>, due: Readonly<Record<string, unknown>>): Violation[] =>
  Object.keys(due).flatMap((field) => {
    const [there, wanted] = [JSON.stringify(seen[field] ?? null), JSON.stringify(due[field])];
    return there === wanted ? [] : [said('I5')(`${stream}: ${field} is ${there}, not ${wanted}`)];
  });

interface Fact {
  readonly cycles: readonly { readonly started: string; readonly resolved: string | null }[];
  readonly dims: Readonly<Record<string, unknown>>;
}

const factOf = (doc: Record<string, unknown> & Fact): Record<string, unknown> => ({
  ...doc,
  started: doc.cycles.map(({ started }) => started),
  resolved: doc.cycles.map(({ resolved }) => resolved),
  ...doc.dims,
});

const dueOfFact = ({ rev, number, opened, started, resolved, closed, cancelled, service, priority, group }: ExpectedIncident): Record<string, unknown> => ({
  rev,
  number,
  opened,
  started,
  resolved,
  closed,
  cancelled,
  service,
  priority,
  group,
  dirty: [],
});

const lasting = ['Resolved', 'Closed', 'Cancelled'];

const dueOfListed = ({ rev, resolved, closed, status }: ExpectedIncident): Record<string, unknown> => ({
  rev,
  resolvedAt: status === 'Resolved' || status === 'Closed' ? resolved.at(-1) : null,
  closedAt: closed,
  reopens: resolved.length - 1,
  ...(lasting.includes(status) ? { status } : {}),
});

/** One document for each stream and none else, as the oracle has it. */
export const checkDocuments = async (world: World, incidents: ReadonlyMap<string, ExpectedIncident>): Promise<Violation[]> => {
  const all = { filter: { op: 'all' } } as const;
  const read = async (name: string): Promise<ReadonlyMap<string, Record<string, unknown>>> =>
    new Map((await (await world.collection<Record<string, unknown>>({ name, indexes: [] })).find(all)).map(({ id, doc }) => [id, doc]));
  const [facts, list] = [await read('incident_facts_v1'), await read('incident_list_v2')];
  const wrong: Violation[] = [];
  for (const stream of new Set([...incidents.keys(), ...facts.keys(), ...list.keys()])) {
    const [due, fact, listed] = [incidents.get(stream), facts.get(stream), list.get(stream)];
    if (!due || !fact || !listed) wrong.push(said('I5')(`${stream}: ${due ? '' : 'not '}stored, ${fact ? '' : 'no '}fact, ${listed ? '' : 'not '}listed`));
    else wrong.push(...same(stream, factOf(fact as Record<string, unknown> & Fact), dueOfFact(due)), ...same(stream, listed, dueOfListed(due)));
  }
  return wrong;
};

export const parkedStreams = async (world: World): Promise<string[]> => {
  const parked = await world.collection<{ readonly projection: string; readonly stream: string; readonly revision: number; readonly error: string }>({ name: 'parked_v1', indexes: [] });
  return (await parked.find({ filter: { op: 'all' } })).map(({ doc }) => `${doc.projection} ${doc.stream}@${doc.revision} ${doc.error}`);
};

export const expectedOf = (world: World): ReadonlyMap<string, ExpectedIncident> => expectedIncidents(world.shared.store.all());

export const surprisesOf = (world: World): Violation[] => world.surprises.map(said('surprise'));
export const wrongWith = said;
