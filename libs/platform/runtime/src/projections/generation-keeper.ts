import { CodedError, fedGenerations, type ReceivedRecord } from '@firebreak/event-sourcing';
import { pause, type SupervisedLoop } from '../supervised-loop';
import type { GenerationPorts } from './generation-ports';
import { openDerived, openGeneration, openProjectors, type OpenGeneration } from './open-generation';
import type { Unit } from './unit';

const lookEveryMs = 500;

/** Keeps open in this replica what the control documents say: every generation that is fed, and no other. */
export class GenerationKeeper {
  private readonly open = new Map<string, OpenGeneration>();
  private started = false;
  readonly loop: SupervisedLoop;

  constructor(
    private readonly ports: GenerationPorts,
    private readonly units: readonly Unit[],
  ) {
    const idle = (signal: AbortSignal): Promise<void> => pause(lookEveryMs, signal);
    this.loop = ports.loops.everywhere({ name: 'generations', step: () => this.follow(), idle });
  }

  /** Opens what there is, then follows what becomes of it. */
  async start(): Promise<void> {
    await this.follow();
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    await Promise.all(this.generations.map((each) => each.stop()));
    this.open.clear();
  }

  /** Makes collections and indexes of everything that is fed, and feeds nothing. */
  async prepare(): Promise<void> {
    await this.ports.book.refresh();
    for (const unit of this.units) {
      for (const generation of fedGenerations(await this.ports.book.current(unit.name))) {
        await openProjectors(this.ports, unit, generation);
        await openDerived(this.ports, unit, generation);
      }
    }
  }

  get generations(): readonly OpenGeneration[] {
    return [...this.open.values()];
  }

  of(unit: string, generation: number): OpenGeneration | null {
    return this.open.get(key(unit, generation)) ?? null;
  }

  /** A batch of the group that the transport serves. It belongs to the first generation; where that is no more, to nobody. */
  async handle(group: string, batch: readonly ReceivedRecord[]): Promise<void> {
    if (!this.units.some(({ name, feed }) => name === group && feed.from === 'bus') || !this.started) throw new CodedError('not-started', { group });
    await this.of(group, 1)?.feed.handle(batch);
  }

  private async follow(): Promise<number> {
    await this.ports.book.refresh();
    for (const unit of this.units) {
      const wanted = new Set(fedGenerations(await this.ports.book.current(unit.name)));
      for (const each of this.generations) {
        if (each.unit.name === unit.name && (!wanted.has(each.generation) || each.feed.isDead())) await this.close(each);
      }
      for (const generation of wanted) {
        if (this.of(unit.name, generation) === null) this.open.set(key(unit.name, generation), await openGeneration(this.ports, unit, generation));
      }
    }
    this.started = true;
    return 0;
  }

  private async close(each: OpenGeneration): Promise<void> {
    this.open.delete(key(each.unit.name, each.generation));
    await each.stop();
  }
}

const key = (unit: string, generation: number): string => `${unit}|${generation}`;
