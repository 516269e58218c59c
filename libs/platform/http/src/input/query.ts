import { CodedError } from '@firebreak/event-sourcing';
import { fieldErrors, pointerTo } from '../problem/field-error';
import type { RoutePlan } from '../route/route-plan';

const plain = /^[\x20-\x7e]*$/;
const control = /\p{Cc}/u;

/**
 * A query string is a flat list of texts, each named once; nothing in it can become an object.
 * @throws CodedError `invalid-encoding`, `invalid-parameter`, `unknown-parameter`
 */
export const checkQuery = (url: string, query: unknown, allowed: RoutePlan['query']): void => {
  const at = url.indexOf('?');
  if (at < 0) return;
  if (!decodes(url.slice(at + 1))) throw new CodedError('invalid-encoding');
  const errors = Object.entries(query as Record<string, unknown>).flatMap(([name, value]) => {
    const code = fault(name, value, allowed);
    return code === null ? [] : [{ pointer: pointerTo([name]), code }];
  });
  if (errors.length > 0) throw fieldErrors(errors, (code) => code === 'unknown-parameter', 'invalid-parameter');
};

const fault = (name: string, value: unknown, allowed: RoutePlan['query']): string | null => {
  if (allowed !== 'validated' && !allowed.has(name)) return 'unknown-parameter';
  if (typeof value !== 'string') return 'repeated';
  return plain.test(value) || (value.isWellFormed() && !control.test(value)) ? null : 'forbidden-character';
};

const decodes = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};
