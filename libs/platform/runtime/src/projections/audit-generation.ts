import { generationSpec, type Instant, type ProjectedDocument } from '@firebreak/event-sourcing';
import { setTimeout } from 'node:timers/promises';
import { nextTurn } from '../next-turn';
import { auditProjection, type ProjectionAudit } from './audit-projection';
import type { GenerationPorts } from './generation-ports';
import { ofGeneration, openDerived } from './open-generation';
import { SourceHeads } from './source-heads';
import type { Unit } from './unit';

export interface GenerationAudit {
  readonly name: string;
  readonly generation: number;
  readonly isLive: boolean;
  readonly at: Instant;
  /** How far the source was read, as only the source understands it. */
  readonly position: string | null;
  readonly projections: readonly ProjectionAudit[];
  /** Documents of which figures are still to be made, up to a thousand; null where nothing is made of them. */
  readonly pending: number | null;
  /** Every stream stands where its source does, and every document of the sample is what its events come to. */
  readonly isComplete: boolean;
}

export interface AuditOptions {
  readonly sampleSize?: number;
  readonly random?: () => number;
  /** Awaited again and again in the middle of it. */
  readonly beat?: () => Promise<void>;
}

const defaultSample = 1_000;
const pendingLimit = 1_000;
const roundMs = 50;

/** Reads the whole source once, and compares every document of a generation with it. Changes nothing. */
export const auditGeneration = async (ports: GenerationPorts, unit: Unit, generation: number, options: AuditOptions = {}): Promise<GenerationAudit> => {
  const { sampleSize = defaultSample, random = Math.random, beat } = options;
  const turn = async (): Promise<void> => {
    await nextTurn();
    await beat?.();
  };
  const heads = new SourceHeads(unit.log, { sampleSize, random, turn });
  await heads.readOn();
  const projections: ProjectionAudit[] = [];
  for (const each of unit.projections) {
    const collection = await ports.readStore.collection<ProjectedDocument>(generationSpec(each.collection, generation));
    const subject = { projection: ofGeneration(each, generation), collection, parking: ports.parking, asFolded: unit.asFolded ?? ((doc) => doc) };
    projections.push(await auditProjection(subject, heads, { turn, pause: () => setTimeout(roundMs) }));
  }
  const derived = await openDerived(ports, unit, generation);
  return {
    name: unit.name,
    generation,
    isLive: (await ports.book.current(unit.name)).live === generation,
    at: ports.clock.now(),
    position: heads.position,
    projections,
    pending: derived && (await derived.pending(pendingLimit)),
    isComplete: projections.every(({ isComplete }) => isComplete),
  };
};
