import type { CommandMeta, Decision } from '@firebreak/event-sourcing';
import type { Type as Class } from '@nestjs/common';
import type { Incident } from './domain/incident';
import type { IncidentEvent } from './domain/incident-events';
import type { IncidentPolicies } from './domain/policies/policies';
import type { IncidentCommand } from './domain/rules';

/** The slice's request class: its schema is the form. */
type Form = Class<unknown>;

/** What a probe may fill a command's data from. */
export interface Probe {
  readonly incident: Incident;
  readonly meta: CommandMeta;
  readonly policies: IncidentPolicies;
}

/**
 * What a slice tells of itself to those who offer it: the decision is run on the record with data that keep every rule
 * about data, so that only state, role and relation can refuse.
 */
export interface IncidentAction {
  readonly verb: string;
  readonly label: string;
  readonly request: Form;
  readonly attempt: (probe: Probe) => readonly unknown[];
}

export const incidentAction = <Type extends string, Data extends object>(action: {
  readonly type: Type;
  readonly verb: string;
  readonly label: string;
  readonly request: Form;
  readonly decision: Decision<IncidentCommand<Type, Data>, Incident, IncidentEvent>;
  readonly probe: (probe: Probe) => NoInfer<Data>;
}): IncidentAction => ({
  verb: action.verb,
  label: action.label,
  request: action.request,
  attempt: (probe) => action.decision({ type: action.type, data: action.probe(probe), meta: probe.meta }, probe.incident),
});

/** A controller of a command slice. */
export interface IncidentSlice extends Class<unknown> {
  readonly action?: IncidentAction;
}
