import { refused } from '@firebreak/event-sourcing';
import type { PolicyKind, PolicyKinds } from '../../domain/policies/policies';
import { priorities } from '../../domain/vocabulary';

interface Fault {
  /** JSON Pointer into the body. */
  readonly pointer: string;
  readonly code: string;
  readonly allowed?: readonly string[];
}

type Check = (value: unknown, pointer: string) => readonly Fault[];

const minute = 60_000;
const day = 24 * 60 * minute;
const maxName = 100;
const maxNames = 500;

const fault = (pointer: string, code: string): readonly Fault[] => [{ pointer, code }];
const below = (pointer: string, key: string | number): string => `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const flag: Check = (value, pointer) => (typeof value === 'boolean' ? [] : fault(pointer, 'not-a-boolean'));

const duration =
  (min: number, max: number): Check =>
  (value, pointer) => {
    if (!Number.isSafeInteger(value)) return fault(pointer, 'not-an-integer');
    return (value as number) < min || (value as number) > max ? fault(pointer, 'out-of-range') : [];
  };

const priority: Check = (value, pointer) =>
  (priorities as readonly unknown[]).includes(value) ? [] : [{ pointer, code: 'unknown-value', allowed: priorities }];

const three =
  (check: Check): Check =>
  (value, pointer) => {
    if (!Array.isArray(value)) return fault(pointer, 'not-a-list');
    return value.length === 3 ? value.flatMap((each, at) => check(each, below(pointer, at))) : fault(pointer, 'wrong-length');
  };

/** Exactly these fields. */
const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, pointer) => {
    if (!isObject(value)) return fault(pointer, 'not-an-object');
    const unknown = Object.keys(value).filter((key) => !Object.hasOwn(checks, key));
    return [
      ...unknown.flatMap((key) => fault(below(pointer, key), 'unknown-property')),
      ...Object.entries(checks).flatMap(([key, check]) => (Object.hasOwn(value, key) ? check(value[key], below(pointer, key)) : fault(below(pointer, key), 'required'))),
    ];
  };

const name: Check = (value, pointer) => {
  if (typeof value !== 'string') return fault(pointer, 'not-a-string');
  if (value.trim() === '') return fault(pointer, 'blank');
  if (value.length > maxName) return fault(pointer, 'too-long');
  return value === value.trim() && value.isWellFormed() && !/\p{Cc}/u.test(value) ? [] : fault(pointer, 'wrong-form');
};

const names: Check = (value, pointer) => {
  if (!Array.isArray(value)) return fault(pointer, 'not-a-list');
  if (value.length > maxNames) return fault(pointer, 'too-many');
  return value.flatMap((each, at) => (value.indexOf(each) < at ? fault(below(pointer, at), 'repeated') : name(each, below(pointer, at))));
};

const categories: Check = (value, pointer) => {
  if (value === null) return [];
  if (!isObject(value)) return fault(pointer, 'not-an-object');
  const entries = Object.entries(value);
  if (entries.length === 0) return fault(pointer, 'too-few');
  if (entries.length > maxNames) return fault(pointer, 'too-many');
  return entries.flatMap(([category, subcategories]) => [...name(category, below(pointer, category)), ...names(subcategories, below(pointer, category))]);
};

const shapes: { readonly [K in PolicyKind]: Check } = {
  'priority-matrix': fields({ table: three(three(priority)) }),
  taxonomy: fields({ categories }),
  'auto-close': fields({ enabled: flag, afterMs: duration(minute, 365 * day) }),
  reopen: fields({ windowMs: duration(0, 365 * day), fromClosed: flag }),
  hold: fields({ maxFollowUpMs: duration(minute, 365 * day) }),
  backdating: fields({ freeMs: duration(0, 30 * day) }),
  adrift: fields({ unassignedMs: duration(minute, 365 * day), unacknowledgedMs: duration(minute, 365 * day), silentMs: duration(minute, 365 * day) }),
};

/** The policy as its kind has it, nothing more and nothing less. @throws `invalid-input` naming each fault */
export const checkedPolicy = <K extends PolicyKind>(kind: K, policy: unknown): PolicyKinds[K] => {
  const errors = shapes[kind](policy, '/policy');
  if (errors.length > 0) throw refused('invalid-input', { errors: errors.slice(0, 50) });
  return policy as PolicyKinds[K];
};
