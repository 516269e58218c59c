import { CodedError } from '@firebreak/event-sourcing';
import { isInherited } from '../body/inherited-names';
import { fieldErrors, pointerTo, type FieldError } from '../problem/field-error';
import type { RoutePlan } from '../route/route-plan';

const control = /\p{Cc}/u;

export type QueryTexts = Record<string, string>;

/**
 * The query string as a flat list of texts, each named once; nothing in it can become an object.
 * @throws CodedError `invalid-encoding`, `invalid-parameter`, `unknown-parameter`
 */
export const parseQuery = (url: string, allowed: RoutePlan['query']): QueryTexts => {
  const at = url.indexOf('?');
  if (at < 0) return {};
  if (!decodes(url.slice(at + 1))) throw new CodedError('invalid-encoding');
  const texts = new Map<string, string>();
  const errors: FieldError[] = [];
  for (const [name, value] of new URLSearchParams(url.slice(at + 1))) {
    const code = texts.has(name) ? 'repeated' : fault(name, value, allowed);
    if (code !== null) errors.push({ pointer: pointerTo([name]), code });
    texts.set(name, value);
  }
  if (errors.length > 0) throw fieldErrors(errors, (code) => code === 'unknown-parameter', 'invalid-parameter');
  return Object.fromEntries(texts);
};

const fault = (name: string, value: string, allowed: RoutePlan['query']): string | null => {
  if (allowed === 'validated' ? isInherited(name) : !allowed.has(name)) return 'unknown-parameter';
  return control.test(value) ? 'forbidden-character' : null;
};

const decodes = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};
