import { toInstant, toMillis, type Clock, type Instant } from '@firebreak/event-sourcing';
import type { Random } from './random';

/** One run of one worker: what a process is to an operator. A crash abandons it where it stands and a fresh one starts. */
export interface Actor {
  readonly name: string;
  state: 'live' | 'zombie' | 'dead';
  /** Steps that a zombie may still take. */
  left: number;
}

interface Waiter {
  readonly actor: Actor;
  readonly label: string;
  readonly ready: () => boolean;
  readonly resume: () => void;
}

/** How likely whoever went last goes on, and how likely an actor stands still for a while. */
export interface Pace {
  readonly sticky: number;
  readonly frozen: number;
}

const always = (): boolean => true;

/** Resolves when everything that can go on without the scheduler has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/**
 * Lets one actor at a time go on from one scheduling point to the next. Who comes next, who is frozen for a while, and how
 * time passes is drawn from the seed.
 */
export class Scheduler implements Clock {
  /** Every step taken and every fault, in order. */
  readonly trace: string[] = [];
  private waiters: Waiter[] = [];
  private frozen: ReadonlySet<string> = new Set();
  private thaw = 0;
  private last: Actor | null = null;
  private millis: number;
  private calm = false;

  constructor(
    readonly random: Random,
    start: Instant,
    private readonly pace: Pace = { sticky: random.pick([0, 0.3, 0.7, 0.9]), frozen: random.pick([0, 0.2, 0.5]) },
  ) {
    this.millis = toMillis(start);
  }

  now(): Instant {
    return toInstant(this.millis);
  }

  /** From here on live actors go on by themselves; abandoned ones never do. */
  becomeCalm(): void {
    this.calm = true;
    const waiting = this.waiters.filter(({ actor }) => actor.state === 'live');
    this.waiters = this.waiters.filter(({ actor }) => actor.state === 'zombie');
    for (const { resume } of waiting) resume();
  }

  get isCalm(): boolean {
    return this.calm;
  }

  /** Where an actor stops until it is its turn. */
  point(actor: Actor, label: string, ready: () => boolean = always): Promise<void> {
    if (this.calm && actor.state === 'live') return Promise.resolve();
    return new Promise((resume) => {
      if (actor.state !== 'dead') this.waiters.push({ actor, label, ready, resume });
    });
  }

  note(text: string): void {
    this.trace.push(text);
  }

  /** What was under way stays where it is: for good, or to go on much later as if nothing had happened. */
  abandon(actor: Actor, zombie: boolean): void {
    actor.state = zombie ? 'zombie' : 'dead';
    actor.left = zombie ? this.random.between(1, 40) : 0;
    this.note(`${actor.name} crashes${zombie ? ' and lingers' : ''}`);
    if (!zombie) this.waiters = this.waiters.filter((waiter) => waiter.actor !== actor);
  }

  /** Takes up to so many steps; `strike` may do harm before each. Ends early when nobody has anything to do. */
  async run(steps: number, strike: () => Promise<void>): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      await settled();
      if (!this.waiters.some((waiter) => waiter.ready())) return;
      await strike();
      this.freeze(step);
      const waiter = this.choose();
      if (waiter) this.resume(waiter);
      else this.thaw = step;
    }
    await settled();
  }

  /** Lets only abandoned actors go on, until they are done for. */
  async haunt(): Promise<void> {
    for (;;) {
      await settled();
      const waiter = this.waiters.find(({ actor, ready }) => actor.state === 'zombie' && ready());
      if (!waiter) return;
      this.resume(waiter);
    }
  }

  private resume(waiter: Waiter): void {
    const { actor, label } = waiter;
    this.waiters.splice(this.waiters.indexOf(waiter), 1);
    this.last = actor;
    this.millis += this.random.int(this.random.chance(0.05) ? 1_800_000 : 60_000);
    this.trace.push(`${actor.name} ${label}`);
    if (actor.state === 'zombie' && (actor.left -= 1) <= 0) {
      actor.state = 'dead';
      this.waiters = this.waiters.filter((each) => each.actor !== actor);
    }
    waiter.resume();
  }

  /** Now and then some actors stand still for a long time, as in a pause of the garbage collector. */
  private freeze(step: number): void {
    if (step < this.thaw) return;
    const names = [...new Set(this.waiters.map(({ actor }) => actor.name))];
    this.frozen = new Set(names.filter(() => this.random.chance(this.pace.frozen)));
    this.thaw = step + this.random.between(5, 60);
  }

  private choose(): Waiter | null {
    const ready = this.waiters.filter((waiter) => waiter.ready() && !this.frozen.has(waiter.actor.name));
    if (ready.length === 0) return null;
    const same = ready.filter(({ actor }) => actor === this.last);
    if (same.length > 0 && this.random.chance(this.pace.sticky)) return this.random.pick(same);
    const alive = ready.filter(({ actor }) => actor.state === 'live');
    return this.random.pick(alive.length > 0 && !this.random.chance(0.1) ? alive : ready);
  }
}
