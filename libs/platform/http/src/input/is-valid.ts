import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { InputClass } from './to-instance';

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Condition = (object: object, value: unknown) => unknown;

interface Check {
  readonly each: boolean;
  readonly constraints: unknown[];
  readonly validate: (value: unknown, args: { targetName: string; property: string; object: object; value: unknown; constraints: unknown[] }) => unknown;
}

interface Rule {
  readonly property: string;
  readonly conditions: readonly Condition[];
  readonly checks: readonly Check[];
  readonly nested: boolean;
}

/** Null for a class with rules that only the library itself knows how to apply. */
type Plan = ReadonlyMap<string, Rule> | null;

const plans = new WeakMap<object, Plan>();
const { CUSTOM_VALIDATION, IS_DEFINED, CONDITIONAL_VALIDATION, NESTED_VALIDATION } = ValidationTypes;
const checking: ReadonlySet<string> = new Set([CUSTOM_VALIDATION, IS_DEFINED]);
const known: ReadonlySet<string> = new Set([...checking, CONDITIONAL_VALIDATION, NESTED_VALIDATION]);

/**
 * Whether validation by the library would find nothing wrong, asked by a plan of the class that is made once: the library
 * gathers its rules anew for every object. A yes is certain; what is not known to be right is the library's to judge and to name.
 */
export const isValid = (object: object): boolean => {
  const input = object.constructor as InputClass;
  let plan = plans.get(input);
  if (plan === undefined) plans.set(input, (plan = planOf(input)));
  if (plan === null) return false;
  for (const name of Object.keys(object)) if (!plan.has(name)) return false;
  for (const rule of plan.values()) if (!keeps(rule, object)) return false;
  return true;
};

const keeps = ({ property, conditions, checks, nested }: Rule, object: object): boolean => {
  const value = (object as Record<string, unknown>)[property];
  if (!conditions.every((condition) => condition(object, value))) return true;
  const targetName = object.constructor.name;
  for (const { each, constraints, validate } of checks) {
    const args = { targetName, property, object, value, constraints };
    if (each && !Array.isArray(value)) return false;
    const values = each ? (value as unknown[]) : [value];
    if (!values.every((one) => validate(one, args) === true)) return false;
  }
  if (!nested || value === undefined) return true;
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isValid(value);
};

const planOf = (input: InputClass): Plan => {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(input, '', false, false);
  const isPlain = ({ type, validateIf }: Metadata): boolean => known.has(type) && validateIf === undefined;
  if (metadata.length === 0 || !metadata.every(isPlain)) return null;
  return new Map([...Map.groupBy(metadata, ({ propertyName }) => propertyName)].map(([property, rules]) => [property, ruleOf(property, rules)]));
};

const ruleOf = (property: string, metadata: readonly Metadata[]): Rule => ({
  property,
  conditions: metadata.filter(({ type }) => type === CONDITIONAL_VALIDATION).map(({ constraints }) => constraints[0] as Condition),
  checks: metadata.filter(({ type }) => checking.has(type)).flatMap(checksOf),
  nested: metadata.some(({ type }) => type === NESTED_VALIDATION),
});

const checksOf = ({ constraintCls, constraints, each }: Metadata): Check[] =>
  getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance }) => ({ each, constraints: constraints as unknown[], validate: (value, args) => instance.validate(value, args) }));
