import { baseName, generationName } from '@firebreak/event-sourcing';
import type { GenerationAudit } from './audit-generation';
import type { ProjectionAudit } from './audit-projection';
import type { GenerationPorts } from './generation-ports';

/** What a generation may still have before it when it is taken: as much as readers wait for without noticing. */
export const smallLag = 200;

/** Why a generation is not taken. */
export type Refusal = 'streams-differ' | 'streams-parked' | 'sample-differs' | 'figures-pending';

/** What waits in the live generation too is no reason to keep that one. */
const isParkedAsBefore = async ({ parking }: GenerationPorts, { projection, counts, differences }: ProjectionAudit, live: number): Promise<boolean> => {
  if (counts.parked === 0) return true;
  const before = generationName(baseName(projection), live);
  if ((await parking.count({ projection: before })) < counts.parked) return false;
  for (const { stream, difference } of differences) if (difference === 'parked' && !(await parking.isParked(before, stream))) return false;
  return true;
};

/** @returns null where the audit allows that it becomes live */
export const refusalOf = async (ports: GenerationPorts, audit: GenerationAudit, live: number): Promise<Refusal | null> => {
  for (const each of audit.projections) {
    const { missing, behind, ahead, surplus } = each.counts;
    if (missing + behind + ahead + surplus > 0) return 'streams-differ';
    if (each.sample.different.length > 0) return 'sample-differs';
    if (!(await isParkedAsBefore(ports, each, live))) return 'streams-parked';
  }
  return (audit.pending ?? 0) > smallLag ? 'figures-pending' : null;
};
