import { firstGeneration, openedOnce, type CollectionSpec, type ControlChange, type GenerationControl, type ReadStore } from '@firebreak/event-sourcing';

export const controlCollection: CollectionSpec = { name: 'projection_control_v1', indexes: [] };

/** How long a replica may go by what it has read of the control documents. */
export const freshForMs = 1_000;

/** The control documents of all units, as this replica knows them: read again when they are a second old, never gone back on. */
export class ControlBook {
  private readonly known = new Map<string, GenerationControl>();
  private readonly collection = openedOnce(() => this.readStore.collection<GenerationControl>(controlCollection));
  private reading: Promise<void> | null = null;
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly readStore: ReadStore,
    private readonly onChange: () => void = () => undefined,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** @returns null where it has to be read again */
  peek(unit: string): GenerationControl | null {
    return this.monotonic() - this.readAt < freshForMs ? this.at(unit) : null;
  }

  async current(unit: string): Promise<GenerationControl> {
    if (this.peek(unit) === null) await this.refresh();
    return this.at(unit);
  }

  /** Reads them as they are now. */
  refresh(): Promise<void> {
    const reading = (this.reading ??= this.read().finally(() => (this.reading = null)));
    return reading;
  }

  /** Changes one by compare-and-set, as often as it takes. @throws CodedError what the change refuses */
  async change(unit: string, change: ControlChange): Promise<GenerationControl> {
    const collection = await this.collection();
    for (;;) {
      const control = (await collection.get(unit)) ?? firstGeneration;
      const next = change(control);
      if (next === control) return this.remember(unit, control);
      const written = { ...next, epoch: control.epoch + 1 };
      const landed = control.epoch === 0 ? await collection.insert(unit, written) : await collection.replace(unit, { epoch: control.epoch }, written);
      if (!landed) continue;
      this.remember(unit, written);
      this.onChange();
      return written;
    }
  }

  private at(unit: string): GenerationControl {
    return this.known.get(unit) ?? firstGeneration;
  }

  private async read(): Promise<void> {
    // Counted from before the look: what is changed during it may be missing in it.
    const at = this.monotonic();
    const collection = await this.collection();
    for (const { id, doc } of await collection.find({ filter: { op: 'all' } })) this.remember(id, doc);
    this.readAt = at;
  }

  private remember(unit: string, control: GenerationControl): GenerationControl {
    if (control.epoch >= this.at(unit).epoch) this.known.set(unit, control);
    return this.at(unit);
  }
}
