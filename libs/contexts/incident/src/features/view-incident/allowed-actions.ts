import { errorCode, type CommandMeta } from '@firebreak/event-sourcing';
import { requestSchema } from '@firebreak/http';
import { accessOf } from '@firebreak/identity';
import type { Incident } from '../../domain/incident';
import type { IncidentPolicies } from '../../domain/policies/policies';
import type { IncidentAction, IncidentSlice } from '../../incident-action';

export interface ActionRefusal {
  readonly code: string;
  readonly rule: string | null;
  readonly role: readonly string[] | null;
  readonly field: string | null;
  readonly whatToDo: string | null;
}

export interface AllowedAction {
  readonly verb: string;
  readonly label: string;
  /** JSON Schema of the body. */
  readonly fields: object;
  readonly refusal: ActionRefusal | null;
}

type Handler = (...args: never[]) => unknown;

const rolesOf = (slice: IncidentSlice): readonly string[] => {
  const prototype = slice.prototype as Record<string, Handler>;
  const methods = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
  return methods.flatMap((name) => {
    const access = accessOf(prototype[name]!, slice);
    return access === undefined || access === 'public' ? [] : access;
  });
};

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Where nothing can be said differently, a repeat is always quiet. */
const hasFields = ({ request }: IncidentAction): boolean => Object.keys((requestSchema(request) as { properties?: object }).properties ?? {}).length > 0;

const nothingLeft = { code: 'invalid-transition', role: null, field: null, whatToDo: 'nothing; it is so already' };

const refusalOf = (action: IncidentAction, roles: readonly string[], incident: Incident, meta: CommandMeta, policies: IncidentPolicies): ActionRefusal | null => {
  if (!meta.actor.roles.some((role) => roles.includes(role))) {
    return { code: 'forbidden-role', rule: 'the route asks for another role', role: roles, field: null, whatToDo: `ask somebody who is ${roles.join(' or ')}` };
  }
  try {
    const events = action.attempt({ incident, meta, policies });
    return events.length === 0 && !hasFields(action) ? { ...nothingLeft, rule: `${action.verb} changes nothing while the incident is ${incident.status}` } : null;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    const { rule, field, whatToDo } = (error as { details: Record<string, unknown> }).details;
    return { code, rule: textOf(rule), role: null, field: textOf(field), whatToDo: textOf(whatToDo) };
  }
};

/** The decisions themselves say what they would refuse: there is no second table. */
export const allowedActions = (slices: readonly IncidentSlice[], incident: Incident, meta: CommandMeta, policies: IncidentPolicies): readonly AllowedAction[] =>
  slices.flatMap((slice) => {
    const { action } = slice;
    if (!action) return [];
    const refusal = refusalOf(action, rolesOf(slice), incident, meta, policies);
    return [{ verb: action.verb, label: action.label, fields: requestSchema(action.request), refusal }];
  });
