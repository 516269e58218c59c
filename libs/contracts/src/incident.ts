import { Type, type Static } from '@sinclair/typebox';
import type { ContractType } from './contract';
import { Instant, Level, nullable, oneOf, open, Text } from './fields';
import { incidentMeanings } from './meanings';

const Priority = oneOf('P1', 'P2', 'P3', 'P4', 'P5');
const Milestone = oneOf('impact-started', 'detected', 'acknowledged', 'mitigated', 'restored', 'impact-resumed');
const bool = Type.Boolean();
const cycle = Type.Integer({ minimum: 1 });

export const IncidentLogged = Type.Object(
  {
    number: Text,
    source: Text,
    channel: Text,
    openedAt: Instant,
    openedAtInferred: bool,
    openedBy: Text,
    caller: nullable(Text),
    alertId: nullable(Text),
    service: nullable(Text),
    configurationItem: nullable(Text),
    impactStartedAt: nullable(Instant),
    detectedAt: nullable(Instant),
    fingerprint: nullable(Text),
    externalId: nullable(Text),
    visibility: oneOf('normal', 'restricted'),
    reopens: nullable(Text),
  },
  open,
);
export const IncidentCategorized = Type.Object(
  {
    category: nullable(Text),
    subcategory: nullable(Text),
    service: nullable(Text),
    configurationItem: nullable(Text),
    taxonomyVersion: nullable(Type.Integer()),
    late: bool,
  },
  open,
);
export const IncidentPrioritized = Type.Object(
  {
    impact: nullable(Level),
    urgency: nullable(Level),
    priority: nullable(Priority),
    matrixVersion: nullable(Type.Integer()),
    source: Type.Object({ priority: nullable(Text), impact: nullable(Text), urgency: nullable(Text) }, open),
    late: bool,
  },
  open,
);
export const IncidentTriaged = Type.Object({ inferred: bool }, open);
export const IncidentPriorityOverridden = Type.Object({ priority: Priority }, open);
export const IncidentAssigned = Type.Object(
  { group: nullable(Text), assignee: nullable(Text), initial: bool, inferred: bool, late: bool },
  open,
);
export const IncidentWorkStarted = Type.Object({ startedBy: Text, human: bool, inferred: bool }, open);
export const IncidentPutOnHold = Type.Object(
  {
    reason: oneOf('caller', 'change', 'problem', 'vendor', 'evidence', 'scheduled'),
    followUpAt: nullable(Instant),
    linkedId: nullable(Text),
    policyVersion: nullable(Type.Integer()),
  },
  open,
);
export const IncidentResumed = Type.Object(
  { reason: oneOf('work', 'caller-replied', 'linked-done', 'follow-up', 'imported'), dueAt: nullable(Instant), inferred: bool },
  open,
);
export const IncidentMilestoneRecorded = Type.Object({ kind: Milestone, at: Instant, backdated: bool }, open);
export const IncidentTimeCorrected = Type.Object(
  { which: Type.Union([Milestone, Type.Literal('opened'), Type.Literal('resolved')]), at: Instant, was: nullable(Instant) },
  open,
);
export const IncidentResolved = Type.Object(
  { cycle, resolutionCode: Text, causeCode: Text, restoredAt: nullable(Instant), resolvedBy: Text, inferred: bool },
  open,
);
export const IncidentReopened = Type.Object(
  { cycle, impact: oneOf('none', 'relapsed', 'never-restored'), relapsedAt: nullable(Instant), policyVersion: nullable(Type.Integer()) },
  open,
);
export const IncidentClosed = Type.Object(
  { cycle, by: oneOf('confirmation', 'timer', 'import'), dueAt: nullable(Instant), policyVersion: nullable(Type.Integer()), repeated: bool },
  open,
);
export const IncidentCancelled = Type.Object(
  { reason: oneOf('false-alarm', 'withdrawn', 'rerouted'), reroutedTo: nullable(Text), callerTold: bool },
  open,
);
export const IncidentLinkedToProblem = Type.Object({ problem: Text, url: nullable(Text) }, open);
export const IncidentUnlinkedFromProblem = Type.Object({ problem: Text }, open);
export const IncidentLinkedToChange = Type.Object(
  { change: Text, relation: oneOf('caused-by', 'fixed-by', 'blocked-by'), url: nullable(Text), confidence: nullable(Text) },
  open,
);
/** Everything that is nobody else's business, so that a stream's sequence has no hole. */
export const IncidentActivityRecorded = Type.Object({ kind: Text }, open);

export const incidentSchemas = {
  IncidentLogged,
  IncidentCategorized,
  IncidentPrioritized,
  IncidentTriaged,
  IncidentPriorityOverridden,
  IncidentAssigned,
  IncidentWorkStarted,
  IncidentPutOnHold,
  IncidentResumed,
  IncidentMilestoneRecorded,
  IncidentTimeCorrected,
  IncidentResolved,
  IncidentReopened,
  IncidentClosed,
  IncidentCancelled,
  IncidentLinkedToProblem,
  IncidentUnlinkedFromProblem,
  IncidentLinkedToChange,
  IncidentActivityRecorded,
} as const;

export type IncidentContractName = keyof typeof incidentSchemas;
export type IncidentContract = { [Name in IncidentContractName]: { readonly type: Name; readonly data: Static<(typeof incidentSchemas)[Name]> } }[IncidentContractName];

const meanings: Readonly<Record<IncidentContractName, string>> = incidentMeanings;

export const incidentContracts: readonly ContractType[] = Object.entries(incidentSchemas).map(([name, schema]) => ({
  name,
  version: 1,
  category: 'incident',
  meaning: meanings[name as IncidentContractName],
  schema,
}));
