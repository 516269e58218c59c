import { CodedError, generationSpec, nextLive, type Collection, type ProjectedDocument, type ReadStore } from '@firebreak/event-sourcing';
import type { ControlBook } from './control-book';
import type { Unit } from './unit';

/** Documents as whoever reads now, or a moment from now, may meet them. */
export class LiveDocuments {
  private readonly opened = new Map<string, Promise<Collection<ProjectedDocument>>>();

  constructor(
    private readonly readStore: ReadStore,
    private readonly book: ControlBook,
    private readonly units: readonly Unit[],
  ) {}

  follows(projection: string, category: string): boolean {
    return this.find(projection)?.projection.categories.includes(category) ?? false;
  }

  /** Of one stream: the live generation's and, where a switch has been announced, the one's that becomes live. */
  async read<D extends ProjectedDocument>(projection: string, stream: string): Promise<readonly (D | null)[]> {
    const found = this.find(projection);
    if (!found) throw new CodedError('unknown-projection', { projection });
    const control = await this.book.current(found.unit.name);
    const next = nextLive(control);
    const generations = next === null ? [control.live] : [control.live, next];
    const collections = await Promise.all(generations.map((generation) => this.collection(generationSpec(found.projection.collection, generation))));
    return Promise.all(collections.map((collection) => (collection as unknown as Collection<D>).get(stream)));
  }

  private find(projection: string): { readonly unit: Unit; readonly projection: Unit['projections'][number] } | null {
    for (const unit of this.units) for (const each of unit.projections) if (each.name === projection) return { unit, projection: each };
    return null;
  }

  private collection(spec: Parameters<ReadStore['collection']>[0]): Promise<Collection<ProjectedDocument>> {
    const known = this.opened.get(spec.name);
    if (known) return known;
    const opening = this.readStore.collection<ProjectedDocument>(spec);
    this.opened.set(spec.name, opening);
    opening.catch(() => this.opened.delete(spec.name));
    return opening;
  }
}
