import { hasCode, type EventStore } from '@firebreak/event-sourcing';
import { lifeOf, type Lives, type Prepared } from './histories';

export interface Acknowledged {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
}

export interface Written {
  readonly acknowledged: readonly Acknowledged[];
  /** Appends that had no answer and were sent again, with the same bytes. */
  readonly repeats: number;
  readonly refused: readonly string[];
  /** The first life that was not begun. */
  readonly next: number;
}

export interface Writing {
  readonly lives: Lives;
  /** At least so many events. */
  readonly events: number;
  /** So many streams at once. */
  readonly writers: number;
  readonly onAppended?: (total: number) => void;
}

/** Appends legal lives, many streams at once, until there are so many events. What has no answer is sent again unchanged. */
export const write = async (store: EventStore, { lives, events, writers, onAppended }: Writing): Promise<Written> => {
  const acknowledged: Acknowledged[] = [];
  const refused: string[] = [];
  let [next, planned, repeats] = [lives.first ?? 0, 0, 0];

  const append = async ({ stream, expected, events: prepared }: Prepared): Promise<boolean> => {
    for (;;) {
      try {
        await store.append(stream, expected, prepared);
        acknowledged.push(...prepared.map(({ id }, index) => ({ stream, revision: expected + 1 + index, id })));
        onAppended?.(acknowledged.length);
        return true;
      } catch (error) {
        if (!hasCode(error, 'append-outcome-unknown', 'store-unavailable')) {
          refused.push(`${stream}@${expected}: ${String(error)}`);
          return false;
        }
        repeats += 1;
      }
    }
  };
  const writer = async (): Promise<void> => {
    while (planned < events) {
      const life = lifeOf(next, lives);
      next += 1;
      planned += life.reduce((sum, { events: each }) => sum + each.length, 0);
      for (const prepared of life) if (!(await append(prepared))) break;
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return { acknowledged, repeats, refused, next };
};
