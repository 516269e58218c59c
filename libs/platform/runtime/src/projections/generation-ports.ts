import type { Parking } from '@firebreak/event-sourcing';
import type { Loops } from '../loops';
import type { RuntimePorts } from '../runtime-ports';
import type { ControlBook } from './control-book';
import type { LiveReadStore } from './live-read-store';

/** What generations are opened with. */
export interface GenerationPorts extends RuntimePorts {
  readonly live: LiveReadStore;
  readonly book: ControlBook;
  readonly parking: Parking;
  readonly loops: Loops;
  readonly onProgress: () => void;
}
