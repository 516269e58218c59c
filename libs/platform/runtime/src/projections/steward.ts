import {
  askDrop,
  checkpointCollection,
  CodedError,
  counted,
  doSwitch,
  dropped,
  generationName,
  generationSpec,
  judged,
  nextLive,
  toMillis,
  topicOf,
  verifying,
  type Collection,
  type GenerationControl,
} from '@firebreak/event-sourcing';
import { nextTurn } from '../next-turn';
import { pause, type SupervisedLoop } from '../supervised-loop';
import { auditGeneration } from './audit-generation';
import type { GenerationKeeper } from './generation-keeper';
import type { GenerationPorts } from './generation-ports';
import { passedCollection } from './store-feed';
import type { RebuildTimings } from './timings';
import type { Unit } from './unit';
import { refusalOf, smallLag } from './verify-generation';

const name = 'rebuilds';

/**
 * Brings every rebuild on: counts what is to be read, verifies what has been, switches, and clears away. One replica does it; what
 * it was about when it ended stands in the control documents, and another one goes on.
 */
export class Steward {
  readonly loop: SupervisedLoop;
  private stopping = false;
  /** Since when this replica has known of something, by its own time. */
  private readonly since = new Map<string, number>();

  constructor(
    private readonly ports: GenerationPorts,
    private readonly units: readonly Unit[],
    private readonly keeper: GenerationKeeper,
    private readonly timings: RebuildTimings,
    private readonly monotonic: () => number = () => performance.now(),
  ) {
    this.loop = ports.loops.open({ name, step: () => this.step(), idle: (signal) => pause(timings.lookEveryMs, signal), renew: () => this.since.clear() });
  }

  private async step(): Promise<number> {
    await this.ports.book.refresh();
    try {
      for (const unit of this.units) await this.advance(unit, await this.ports.book.current(unit.name));
    } catch (error) {
      if (!this.stopping) throw error;
    }
    return 0;
  }

  private async advance(unit: Unit, control: GenerationControl): Promise<void> {
    const { building, previous, phase, dropping, switchedAt } = control;
    for (const generation of dropping) if (this.hasPassed(`drop ${unit.name} ${generation}`, this.timings.graceMs)) await this.clear(unit, generation);
    if (building !== null && control.target === null) await this.count(unit, building);
    if (building !== null && phase === 'building') await this.verify(unit, building, control.live);
    if (phase === 'switching' || phase === 'rolling-back') await this.switchOver(unit, control);
    const { clock, book } = this.ports;
    const isOld = switchedAt !== null && toMillis(clock.now()) - toMillis(switchedAt) >= this.timings.keepMs;
    if (phase === 'idle' && previous !== null && isOld) await book.change(unit.name, (now) => (now.epoch === control.epoch ? askDrop(now) : now));
  }

  /** @returns whether so much time has passed since this was first asked */
  private hasPassed(what: string, millis: number): boolean {
    const first = this.since.get(what) ?? this.monotonic();
    this.since.set(what, first);
    return this.monotonic() - first >= millis;
  }

  private async count(unit: Unit, building: number): Promise<void> {
    const target = unit.feed.from === 'bus' ? await this.ports.bus.lag(`${unit.name}.counted`, unit.categories.map(topicOf)) : await this.eventsOf(unit);
    await this.ports.book.change(unit.name, counted(building, target));
  }

  private async eventsOf({ categories }: Unit): Promise<number> {
    const { store } = this.ports;
    let events = 0;
    for (let page = await store.readAll({ after: null, limit: 2_000, categories }); page.length > 0; ) {
      events += page.length;
      await this.beat();
      page = await store.readAll({ after: page.at(-1)!.position, limit: 2_000, categories });
    }
    return events;
  }

  /** Also in the middle of long work. */
  stop(): Promise<void> {
    this.stopping = true;
    return this.loop.stop();
  }

  private async beat(): Promise<void> {
    if (this.stopping) throw new CodedError('not-started');
    await nextTurn();
    await this.ports.loops.hold(name);
  }

  private async isReady(unit: Unit, generation: number): Promise<boolean> {
    const open = this.keeper.of(unit.name, generation);
    return open !== null && (await open.feed.lag()) <= smallLag && ((await open.derived?.pending(smallLag + 1)) ?? 0) <= smallLag;
  }

  private async verify(unit: Unit, building: number, live: number): Promise<void> {
    const what = `verify ${unit.name} ${building}`;
    if (this.since.has(what) && !this.hasPassed(what, this.timings.lookAgainMs)) return;
    if (!(await this.isReady(unit, building))) return;
    await this.ports.book.change(unit.name, verifying(building, this.ports.clock.now()));
    const audit = await auditGeneration(this.ports, unit, building, { beat: () => this.beat() });
    const refusal = await refusalOf(this.ports, audit, live);
    this.since.set(what, this.monotonic());
    await this.ports.book.change(unit.name, judged(building, this.ports.clock.now(), refusal));
  }

  private async switchOver(unit: Unit, control: GenerationControl): Promise<void> {
    const next = nextLive(control);
    if (next === null || !this.hasPassed(`switch ${unit.name} ${control.epoch}`, this.timings.announceMs)) return;
    if (!(await this.isReady(unit, next))) return;
    // Only what was announced so long ago.
    await this.ports.book.change(unit.name, (now) => (now.epoch === control.epoch ? doSwitch(this.ports.clock.now())(now) : now));
  }

  private async clear(unit: Unit, generation: number): Promise<void> {
    const { readStore, parking, book } = this.ports;
    for (const spec of unit.collections) await readStore.drop(generationSpec(spec, generation).name);
    for (const spec of [checkpointCollection, passedCollection]) {
      const collection: Collection<object> = await readStore.collection<object>(spec);
      await collection.delete(generationName(unit.name, generation));
    }
    for (const each of unit.projections) {
      const projection = generationName(each.name, generation);
      for (const { stream } of await parking.list(projection)) await parking.release(projection, stream);
    }
    await book.change(unit.name, dropped(generation));
  }
}
