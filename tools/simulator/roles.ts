import { errorCode } from '@firebreak/event-sourcing';
import { unavailable, type Port } from './faults';
import { portsFor, type Ports, type Shared } from './ports';
import type { Actor } from './scheduler';

/** Does one piece of work. @returns how much; 0 when there is nothing to do for now */
export type Turn = () => Promise<number>;

/** A kind of worker. All it remembers between two starts is behind the ports. */
export interface Role {
  readonly name: string;
  /** Writes to these ports may be work for it. */
  readonly wakes: readonly Port[];
  start(ports: Ports): Promise<Turn>;
}

interface Running {
  readonly role: Role;
  readonly actor: Actor;
  turn: Turn | null;
  done: Promise<void>;
}

/** Errors a worker may meet and tries again after. */
const expected: readonly string[] = [...Object.values(unavailable), 'append-outcome-unknown', 'concurrent-change'];

/** Runs roles as actors: each takes turn after turn, rests while there is nothing to do, is abandoned and started afresh. */
export class Cast {
  private readonly running: Running[];
  /** Everything a worker threw that no worker may throw. */
  readonly surprises: string[] = [];
  private born = 0;

  constructor(
    private readonly shared: Shared,
    roles: readonly Role[],
  ) {
    this.running = roles.map((role) => this.start(role));
  }

  get size(): number {
    return this.running.length;
  }

  crash(index: number, zombie: boolean): void {
    const { role, actor } = this.running[index]!;
    this.shared.scheduler.abandon(actor, zombie);
    this.running[index] = this.start(role);
  }

  /** Everybody finishes what is under way and goes on, one after the other, until nobody finds anything to do. */
  async drain(): Promise<void> {
    this.shared.scheduler.becomeCalm();
    await Promise.all(this.running.map(({ done }) => done));
    for (let rounds = 0, busy = true; busy; rounds += 1) {
      busy = false;
      if (rounds > 50) {
        this.surprises.push('there is always something left to do');
        return;
      }
      for (const { turn, actor } of this.running) {
        for (let turns = 0; turns < 500 && turn !== null && (await this.attempt(actor, turn)) > 0; turns += 1) busy = true;
      }
    }
  }

  private start(role: Role): Running {
    const actor: Actor = { name: `${role.name}#${(this.born += 1)}`, state: 'live', left: 0 };
    const running: Running = { role, actor, turn: null, done: Promise.resolve() };
    running.done = this.live(running).catch((error: unknown) => void this.surprises.push(`${actor.name}: ${String(error)}`));
    return running;
  }

  private async live(running: Running): Promise<void> {
    const { role, actor } = running;
    const { scheduler, writes } = this.shared;
    const seen = (): number => role.wakes.reduce((sum, port) => sum + writes[port], 0);
    await scheduler.point(actor, 'starts');
    const turn = (running.turn = await role.start(portsFor(this.shared, actor)));
    while (!scheduler.isCalm || actor.state === 'zombie') {
      const before = seen();
      if ((await this.attempt(actor, turn)) === 0) await scheduler.point(actor, 'rests', () => seen() > before);
      else await scheduler.point(actor, 'goes on');
    }
  }

  private async attempt(actor: Actor, turn: Turn): Promise<number> {
    try {
      return await turn();
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined || !expected.includes(code)) this.surprises.push(`${actor.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      this.shared.scheduler.note(`${actor.name} meets ${code ?? String(error)}`);
      return 1;
    }
  }
}
