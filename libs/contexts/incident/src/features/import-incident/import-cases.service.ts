import {
  appendLimits,
  errorCode,
  hasCode,
  handleCommand,
  namespaces,
  uuidV5,
  type CodedError,
  type CommandHandling,
  type CommandMeta,
  type EventStore,
  type NewEvent,
} from '@firebreak/event-sourcing';
import { incidentAggregate, streamName, type Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { MappedCase } from '../../domain/origin/mapped-case';
import type { IncidentPolicies } from '../../domain/policies/policies';
import { incidentCodec } from '../../incident-codec';
import { importIncident, type ImportIncident } from './import-incident';

export interface CaseResult {
  readonly caseId: string;
  readonly id: string;
  readonly revision: number;
  readonly outcome: 'appended' | 'unchanged' | 'refused';
  readonly events: number;
  readonly inferred: number;
  readonly adjusted: number;
  readonly refusal: { readonly code: string; readonly file: unknown; readonly row: unknown; readonly rule: unknown } | null;
}

export interface ImportPorts {
  readonly store: EventStore;
  readonly nextNumber: (meta: CommandMeta) => Promise<string>;
}

const inferred = (events: readonly NewEvent<IncidentEvent>[]): number => events.filter(({ data }) => 'inferred' in data && data.inferred).length;

const adjusted = (events: readonly NewEvent<IncidentEvent>[]): number => events.filter(({ provenance }) => (provenance?.adjustedFrom ?? null) !== null).length;

/** The stream of a case: source and case id name it, whoever imports it and how often. */
export const importedId = (tenant: string, source: string, caseId: string): string => uuidV5(namespaces.imported, `${tenant}\n${source}\n${caseId}`);

/** Says nothing of the case: the page is sent again. */
const mayBeRepeated: readonly string[] = ['store-unavailable', 'append-outcome-unknown', 'read-store-unavailable', 'concurrent-change'];

const tooLong = (error: unknown): boolean => hasCode(error, 'event-too-large') && (error as CodedError).details['limit'] === appendLimits.appendBytes;

const knownSteps = (incident: Incident): number => (incident.status === 'Absent' ? 0 : (incident.imported?.length ?? 0));

interface Appended {
  readonly revision: number;
  readonly events: readonly NewEvent<IncidentEvent>[];
}

/** What is new is one append; more than an append may hold is a beginning of the case and then the rest. */
const append = async (handling: CommandHandling<Incident, IncidentEvent>, stream: string, command: ImportIncident): Promise<Appended> => {
  const { steps } = command.data.case;
  let events: readonly NewEvent<IncidentEvent>[] = [];
  let known = 0;
  const decide = (asked: ImportIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
    known = knownSteps(incident);
    return (events = importIncident(asked, incident));
  };
  try {
    const { revision } = await handleCommand(handling, stream, decide, command, { expected: 'any' });
    return { revision, events };
  } catch (error) {
    if (!tooLong(error) || steps.length - known < 2) throw error;
    const beginning = steps.slice(0, known + Math.ceil((steps.length - known) / 2));
    const before = await append(handling, stream, { ...command, data: { ...command.data, case: { ...command.data.case, steps: beginning } } });
    const rest = await append(handling, stream, command);
    return { revision: rest.revision, events: [...before.events, ...rest.events] };
  }
};

/** One case: what is new of it is appended, a refusal is its answer and stops nothing else. */
export const importCase = async (ports: ImportPorts, meta: CommandMeta, policies: IncidentPolicies, mapped: MappedCase): Promise<CaseResult> => {
  const id = importedId(meta.tenant, mapped.source, mapped.caseId);
  const stream = streamName(meta.tenant, id);
  const handling: CommandHandling<Incident, IncidentEvent> = { store: ports.store, codec: incidentCodec, aggregate: incidentAggregate };
  try {
    const known = (await ports.store.readStream(stream, { from: 0, to: 0 })).length > 0;
    const number = known ? '' : await ports.nextNumber(meta);
    const command: ImportIncident = { type: 'ImportIncident', data: { case: mapped, number, matrix: policies['priority-matrix'] }, meta: { ...meta, origin: 'imported', idempotency: null } };
    const { revision, events } = await append(handling, stream, command);
    const counts = { events: events.length, inferred: inferred(events), adjusted: adjusted(events) };
    return { caseId: mapped.caseId, id, revision, outcome: events.length > 0 ? 'appended' : 'unchanged', ...counts, refusal: null };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined || mayBeRepeated.includes(code)) throw error;
    const { file = null, row = mapped.steps[0]?.row ?? null, rule = null } = (error as { details: Record<string, unknown> }).details;
    return { caseId: mapped.caseId, id, revision: -1, outcome: 'refused', events: 0, inferred: 0, adjusted: 0, refusal: { code, file, row, rule } };
  }
};
