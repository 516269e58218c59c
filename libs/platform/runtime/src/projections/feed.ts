import type { ReceivedRecord } from '@firebreak/event-sourcing';
import type { SupervisedLoop } from '../supervised-loop';
import type { StoreReader, Waiting } from '../waiting';

export interface FeedState {
  failures: number;
  lastError: string | null;
}

/** What brings the events of its source to the projectors of one generation. */
export interface Feed {
  /** Reader of the store or consumer group. */
  readonly name: string;
  readonly loop: SupervisedLoop | null;
  /** Null for what reads the bus. */
  readonly reader: StoreReader | null;
  readonly state: FeedState | null;
  /** Whether it has ended by itself, for good. */
  readonly isDead: () => boolean;
  /** Events that it has not applied; of the store no more than it counts up to. */
  readonly lag: () => Promise<number>;
  /** Events that it has applied since it began; null where nobody counts them. */
  readonly done: () => Promise<number | null>;
  readonly waiting: () => Promise<readonly Waiting[]>;
  /** Applies a batch that somebody else has fetched. */
  readonly handle: (batch: readonly ReceivedRecord[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}
