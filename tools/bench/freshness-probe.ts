import { factCollection, incidentFacts, type IncidentFact } from '@firebreak/analytics';
import { toMillis, type Collection, type EventMetadata, type Position, type ReadStore, type StoredEvent } from '@firebreak/event-sourcing';
import { READ_STORE } from '@firebreak/runtime';
import type { Standalone } from '@firebreak/standalone';

const longest = 120_000;
/** One incident in so many is watched. */
const everyNth = 5;

/**
 * Watches the store and, for some of the incidents, when their first and their last event is in the fact and their last
 * one in every figure. The clock starts with the time that the event itself carries.
 */
export class FreshnessProbe {
  readonly toFact: number[] = [];
  readonly toFigure: number[] = [];
  private readonly open = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private position: Position | null;
  private loop: Promise<void>;
  private seen = 0;
  /** Events of incidents since the probe began. */
  events = 0;

  private constructor(
    private readonly standalone: Standalone,
    private readonly facts: Collection<IncidentFact>,
    from: Position | null,
  ) {
    this.position = from;
    this.loop = this.watch();
  }

  /** Watches while the work goes on, and until all that is watched has arrived. */
  static async during(standalone: Standalone, work: () => Promise<unknown>): Promise<FreshnessProbe> {
    const readStore = standalone.app.get<ReadStore>(READ_STORE, { strict: false });
    const probe = new FreshnessProbe(standalone, await readStore.collection<IncidentFact>(factCollection), await standalone.store.head());
    try {
      await work();
      await standalone.runtime.whenCaughtUp();
    } finally {
      await probe.stop();
    }
    return probe;
  }

  private async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await Promise.all(this.open);
  }

  private async watch(): Promise<void> {
    const { store } = this.standalone;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const page = await store.readAll({ after: this.position, limit: 500 });
      for (const event of page) if (event.stream.startsWith('incident-')) this.see(event);
      this.position = page.at(-1)?.position ?? this.position;
      if (page.length === 0) await store.waitForMore(this.position, signal);
    }
  }

  private see(event: StoredEvent): void {
    this.events += 1;
    const isLast = event.type.startsWith('IncidentResolved');
    if (!isLast && event.revision > 0) return;
    this.seen += 1;
    if (this.seen % everyNth > 0) return;
    const probing = this.probe(event, isLast).finally(() => this.open.delete(probing));
    this.open.add(probing);
  }

  private async probe({ stream, revision, metadata }: StoredEvent, isLast: boolean): Promise<void> {
    const { runtime } = this.standalone;
    const recorded = toMillis((JSON.parse(metadata) as EventMetadata).recordedAt);
    const age = (): number => Date.now() - recorded;
    await runtime.waitForRevision(incidentFacts.name, stream, revision, longest);
    this.toFact.push(age());
    if (!isLast) return;
    await runtime.waitUntil(async () => (await this.facts.get(stream))?.dirty.length === 0, longest);
    this.toFigure.push(age());
  }
}
