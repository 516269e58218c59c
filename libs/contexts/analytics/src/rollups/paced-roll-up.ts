import type { ReadStore } from '@firebreak/event-sourcing';
import { nextTurn } from '@firebreak/runtime';
import { setTimeout } from 'node:timers/promises';
import { RollUp } from './roll-up';
import { Rush } from './rush';

const waitMs = 100;

/** The roll-up as a ticker: waits out a rush of facts, then goes on until every figure is made. */
export class PacedRollUp {
  private rollUp: RollUp | null = null;

  constructor(
    private readonly store: ReadStore,
    private readonly progressed: () => void,
    private readonly rush = new Rush(),
    private readonly wait: () => Promise<void> = () => setTimeout(waitMs),
  ) {}

  /** So many events have become facts. */
  seen(events: number): void {
    this.rush.seen(events);
  }

  /** @returns 0 only where nothing was left to do */
  async tick(): Promise<number> {
    if (this.rush.shouldWait()) {
      await this.wait();
      return 1;
    }
    const rollUp = (this.rollUp ??= await RollUp.open(this.store, { pause: nextTurn }));
    const done = await rollUp.step();
    if (done > 0) this.progressed();
    if (rollUp.more) return done;
    this.rush.done();
    return 0;
  }
}
