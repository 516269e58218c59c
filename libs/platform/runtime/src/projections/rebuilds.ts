import {
  askDrop,
  askRollBack,
  askSwitch,
  beginRebuild,
  CodedError,
  plusMillis,
  type ControlChange,
  type GenerationControl,
  type Instant,
  type RebuildPhase,
} from '@firebreak/event-sourcing';
import { auditGeneration, type GenerationAudit } from './audit-generation';
import { Audits } from './audits';
import type { GenerationKeeper } from './generation-keeper';
import type { GenerationPorts } from './generation-ports';
import type { RebuildTimings } from './timings';
import type { Unit } from './unit';

export interface GenerationStatus {
  readonly generation: number;
  /** Events that it has not applied, counted up to a thousand where the event store feeds it; null where this replica does not have it yet. */
  readonly lag: number | null;
  /** Events applied since it began, and how many there were; null where they are not counted. */
  readonly done: number | null;
  readonly target: number | null;
}

/** Read models that are made again together. */
export interface RebuildStatus {
  readonly name: string;
  readonly source: 'store' | 'bus';
  readonly follows: readonly string[];
  readonly projections: readonly string[];
  readonly phase: RebuildPhase;
  readonly live: GenerationStatus;
  readonly building: GenerationStatus | null;
  readonly previous: GenerationStatus | null;
  readonly manual: boolean;
  readonly refusal: string | null;
  readonly startedAt: Instant | null;
  /** Since when it is compared with its source; null while it is not. */
  readonly verifyingSince: Instant | null;
  readonly verifiedAt: Instant | null;
  readonly switchedAt: Instant | null;
  /** When the one before is given up. */
  readonly keptUntil: Instant | null;
}

/** What operators ask of read models: where they stand, whether they are complete, and to make them again. */
export class Rebuilds {
  private readonly audits = new Audits<GenerationAudit>();

  constructor(
    private readonly ports: GenerationPorts,
    private readonly units: readonly Unit[],
    private readonly keeper: GenerationKeeper,
    private readonly timings: RebuildTimings,
  ) {}

  async list(): Promise<readonly RebuildStatus[]> {
    await this.ports.book.refresh();
    return Promise.all(this.units.map(async (unit) => this.status(unit, await this.ports.book.current(unit.name))));
  }

  /** @throws CodedError `unknown-projection` */
  async of(name: string): Promise<RebuildStatus> {
    const unit = this.unit(name);
    await this.ports.book.refresh();
    return this.status(unit, await this.ports.book.current(unit.name));
  }

  /** Of the live generation unless another one is named. Who asks while one is made gets the same. @throws CodedError `unknown-projection`, `unknown-generation` */
  async audit(name: string, generation?: number): Promise<GenerationAudit> {
    const { unit, wanted } = await this.toAudit(name, generation);
    return this.audits.of(unit.name, wanted, () => auditGeneration(this.ports, unit, wanted));
  }

  /** The same for whoever does not wait for longer. It goes on, and who asks next hears what came of it. @returns null while it is under way */
  async auditWithin(ms: number, name: string, generation?: number): Promise<GenerationAudit | null> {
    const { unit, wanted } = await this.toAudit(name, generation);
    return this.audits.within(ms, unit.name, wanted, () => auditGeneration(this.ports, unit, wanted));
  }

  private async toAudit(name: string, generation: number | undefined): Promise<{ readonly unit: Unit; readonly wanted: number }> {
    const unit = this.unit(name);
    await this.ports.book.refresh();
    const { live, building, previous } = await this.ports.book.current(unit.name);
    const wanted = generation ?? live;
    if (![live, building, previous].includes(wanted)) throw new CodedError('unknown-generation', { generation: wanted });
    return { unit, wanted };
  }

  /** Makes it again from the beginning, beside the live one. @param manual waits for `switch` when it is verified */
  rebuild(name: string, { manual }: { readonly manual: boolean }): Promise<RebuildStatus> {
    return this.change(name, beginRebuild(this.ports.clock.now(), manual));
  }

  switch(name: string): Promise<RebuildStatus> {
    return this.change(name, askSwitch);
  }

  rollBack(name: string): Promise<RebuildStatus> {
    return this.change(name, askRollBack);
  }

  drop(name: string): Promise<RebuildStatus> {
    return this.change(name, askDrop);
  }

  private async change(name: string, change: ControlChange): Promise<RebuildStatus> {
    const unit = this.unit(name);
    return this.status(unit, await this.ports.book.change(unit.name, change));
  }

  /** By its own name, or that of a projection in it. */
  private unit(name: string): Unit {
    const unit = this.units.find((each) => each.name === name || each.projections.some((projection) => projection.name === name));
    if (!unit) throw new CodedError('unknown-projection', { projection: name, known: this.units.map((each) => each.name) });
    return unit;
  }

  private async status(unit: Unit, control: GenerationControl): Promise<RebuildStatus> {
    const { phase, manual, refusal, startedAt, verifyingSince = null, verifiedAt, switchedAt, live, building, previous } = control;
    const one = (generation: number | null): Promise<GenerationStatus> | null => (generation === null ? null : this.generation(unit, generation, control));
    return {
      name: unit.name,
      source: unit.feed.from,
      follows: unit.categories,
      projections: unit.projections.map((projection) => projection.name),
      phase,
      live: await this.generation(unit, live, control),
      building: await one(building),
      previous: await one(previous),
      manual,
      refusal,
      startedAt,
      verifyingSince,
      verifiedAt,
      switchedAt,
      keptUntil: previous === null || switchedAt === null ? null : plusMillis(switchedAt, this.timings.keepMs),
    };
  }

  private async generation(unit: Unit, generation: number, control: GenerationControl): Promise<GenerationStatus> {
    const feed = this.keeper.of(unit.name, generation)?.feed ?? null;
    const lag = feed && (await feed.lag());
    if (generation !== control.building) return { generation, lag, done: null, target: null };
    const { target } = control;
    const counted = feed && (await feed.done());
    const done = counted ?? (target === null || lag === null ? null : target - lag);
    // What came since it was counted is done too, and not asked for.
    return { generation, lag, done: done === null || target === null ? done : Math.max(0, Math.min(done, target)), target };
  }
}
