// Judges a topic by itself: it shares no code with the relay or the reader rule of the product.

export interface JudgedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
}

export interface JudgedRecord {
  readonly partition: number;
  readonly key: string;
  readonly id: string;
  readonly sequence: number;
  readonly position: string;
  readonly isMark: boolean;
}

export interface TopicJudgement {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Not in the order of the store, or not of the store at all. */
  readonly broken: readonly string[];
  /** Records that the reader rule left out. */
  readonly repeats: number;
  readonly marks: number;
}

/** Per partition nothing is accepted that is not above what was accepted before. */
const read = (records: readonly JudgedRecord[]): readonly JudgedRecord[] => {
  const greatest = new Map<number, string>();
  return records.filter(({ partition, position }) => {
    if (position <= (greatest.get(partition) ?? '')) return false;
    greatest.set(partition, position);
    return true;
  });
};

/** What the events of the store, in its order, and the records of a topic, in the order of each partition, have to do with each other. */
export const judgeTopic = (events: readonly JudgedEvent[], records: readonly JudgedRecord[], byTheRule = true): TopicJudgement => {
  const places = new Map(events.map(({ stream, revision, id }, place) => [id, { stream, revision, place }]));
  const accepted = byTheRule ? read(records) : records;
  const [seen, last] = [new Set<string>(), new Map<number, number>()];
  const next = new Map<string, number>();
  const doubled: string[] = [];
  const broken: string[] = [];
  let marks = 0;
  for (const { partition, key, id, sequence, isMark } of accepted) {
    if (isMark) {
      marks += 1;
      continue;
    }
    const name = `${key}@${sequence}`;
    const event = places.get(id);
    if (event === undefined || event.stream !== key || event.revision !== sequence) broken.push(`not in the store: ${name}`);
    else if (seen.has(id)) doubled.push(name);
    else {
      if (event.place < (last.get(partition) ?? -1)) broken.push(`not in the order of the store: ${name}`);
      if (sequence !== (next.get(key) ?? 0)) broken.push(`not in the order of its stream: ${name}`);
      seen.add(id);
      last.set(partition, event.place);
      next.set(key, sequence + 1);
    }
  }
  const lost = events.filter(({ id }) => !seen.has(id)).map(({ stream, revision }) => `${stream}@${revision}`);
  return { lost, doubled, broken, repeats: records.length - accepted.length, marks };
};
