import { setTimeout as after } from 'node:timers/promises';
import { coded, isLostAnswer, isUnsent } from './mongo-errors';

const attempts = 5;
const firstPauseMs = 20;

/**
 * Repeats a write whose answer was lost. The driver's own repetition is not used: it does nothing on a server that is no
 * replica set, and one way for all servers is one way to test.
 * @param attempt is told whether an attempt before it may have come through
 * @throws CodedError `read-store-unavailable`: the write may be there or not
 */
export const persistently = async <T>(attempt: (again: boolean) => Promise<T>): Promise<T> => {
  let again = false;
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(again);
    } catch (error) {
      if (number === attempts || !(isLostAnswer(error) || isUnsent(error))) throw coded(error);
      again ||= isLostAnswer(error);
      // The first time at once: the sooner, the fewer writes of others came in between.
      if (number > 1) await after(firstPauseMs * 2 ** number);
    }
  }
};
