import { guardHolds, valueAt, withChanges, type Guard } from '@firebreak/event-sourcing';
import { isScalar } from './index-fields';

export interface Detour {
  readonly where: Guard;
  readonly changes: ReadonlyMap<string, unknown>;
}

/** The first part of a path that holds a text, a number or the like, where an object would have to be. */
const obstacle = (doc: object, path: string): string | null => {
  const segments = path.split('.');
  for (let length = 1; length < segments.length; length += 1) {
    const start = segments.slice(0, length).join('.');
    const value = valueAt(doc, start);
    if (isScalar(value)) return start;
  }
  return null;
};

/**
 * The same changes where a path leads through a value that is no object: that value is replaced, on condition that it is
 * still the one that was read. Null when a guard does not hold.
 */
export const aroundScalars = (doc: object, where: Guard, changes: ReadonlyMap<string, unknown>): Detour | null => {
  if (!guardHolds(doc, where)) return null;
  const [conditions, result]: [Record<string, Guard[string]>, Map<string, unknown>] = [{ ...where }, new Map()];
  for (const [path, value] of changes) {
    const start = obstacle(doc, path);
    if (start === null) result.set(path, value);
    else {
      conditions[start] = valueAt(doc, start) as Guard[string];
      result.set(start, withChanges({ at: result.get(start) }, { [`at${path.slice(start.length)}`]: value }).at);
    }
  }
  return { where: conditions, changes: result };
};
