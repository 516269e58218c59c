/** 1 is the widest or the most pressing, 3 the least. */
export type Impact = 1 | 2 | 3;
export type Urgency = 1 | 2 | 3;
export type Priority = 'P1' | 'P2' | 'P3' | 'P4' | 'P5';
export const priorities: readonly Priority[] = ['P1', 'P2', 'P3', 'P4', 'P5'];

export type Channel = 'phone' | 'email' | 'portal' | 'chat' | 'walk-in' | 'monitoring' | 'api' | 'import';
export const channels: readonly Channel[] = ['phone', 'email', 'portal', 'chat', 'walk-in', 'monitoring', 'api', 'import'];

export type Visibility = 'normal' | 'restricted';

export type HoldReason = 'caller' | 'change' | 'problem' | 'vendor' | 'evidence' | 'scheduled';
export const holdReasons: readonly HoldReason[] = ['caller', 'change', 'problem', 'vendor', 'evidence', 'scheduled'];
/** A hold for one of these waits for something that has an id of its own. */
export const linkedHoldReasons: readonly HoldReason[] = ['change', 'problem', 'vendor'];

export type MilestoneKind = 'impact-started' | 'detected' | 'acknowledged' | 'mitigated' | 'restored' | 'impact-resumed';
export const milestoneKinds: readonly MilestoneKind[] = ['impact-started', 'detected', 'acknowledged', 'mitigated', 'restored', 'impact-resumed'];

/** Times that a correction may name: milestones, and those that a command set. */
export type CorrectableTime = 'opened' | 'resolved' | MilestoneKind;
export const correctableTimes: readonly CorrectableTime[] = ['opened', 'resolved', ...milestoneKinds];

export type ResolutionCode = 'workaround' | 'fix' | 'no-fault-found' | 'self-recovered' | 'by-problem' | 'known-error' | 'imported';
export const resolutionCodes: readonly ResolutionCode[] = ['workaround', 'fix', 'no-fault-found', 'self-recovered', 'by-problem', 'known-error', 'imported'];

/** `unknown` is allowed and never matches another incident. */
export const unknownCause = 'unknown';

export type ReopenImpact = 'none' | 'relapsed' | 'never-restored';
export const reopenImpacts: readonly ReopenImpact[] = ['none', 'relapsed', 'never-restored'];

export type CancelReason = 'false-alarm' | 'withdrawn' | 'rerouted';
export const cancelReasons: readonly CancelReason[] = ['false-alarm', 'withdrawn', 'rerouted'];

export type IncidentRelation = 'related' | 'duplicate-of' | 'reopens';
export const incidentRelations: readonly IncidentRelation[] = ['related', 'duplicate-of', 'reopens'];

export type ChangeRelation = 'caused-by' | 'fixed-by' | 'blocked-by';
export const changeRelations: readonly ChangeRelation[] = ['caused-by', 'fixed-by', 'blocked-by'];

export type OpenStatus = 'New' | 'Triaged' | 'Assigned' | 'InProgress';
export const openStatuses: readonly OpenStatus[] = ['New', 'Triaged', 'Assigned', 'InProgress'];
export type IncidentStatus = OpenStatus | 'OnHold' | 'Resolved' | 'Closed' | 'Cancelled';
