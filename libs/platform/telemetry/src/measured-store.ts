import { categoryOf, errorCode, type EventStore } from '@firebreak/event-sourcing';
import type { Metrics } from './metrics';

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const outcomeOf = (error: unknown): string => errorCode(error) ?? 'error';

/**
 * Measures what a store is asked to record, by category of stream: how long appends take, which commands met a newer revision,
 * and which appends had to be sent again because nobody knew what had become of them.
 */
export const measuredStore = (store: EventStore, metrics: Metrics, monotonic: () => number = () => performance.now()): EventStore => {
  const time = metrics.histogram('firebreak_append_seconds', 'Time to record the events of a command.', seconds, ['category', 'outcome']);
  const conflicts = metrics.counter('firebreak_command_conflicts_total', 'Appends that met a newer revision; their command is decided again.', ['category']);
  const unknown = metrics.counter('firebreak_append_unknown_total', 'Appends whose outcome nobody knew; the same bytes are sent again.', ['category']);
  const commands = metrics.counter('firebreak_commands_total', 'Commands by what became of them.', ['category', 'outcome']);
  return {
    storeId: store.storeId,
    append: async (stream, expected, events) => {
      const category = categoryOf(stream);
      const from = monotonic();
      const took = (outcome: string): void => time.observe({ category, outcome }, (monotonic() - from) / 1000);
      try {
        const result = await store.append(stream, expected, events);
        took('appended');
        return result;
      } catch (error) {
        const outcome = outcomeOf(error);
        took(outcome);
        if (outcome === 'revision-conflict') conflicts.inc({ category });
        if (outcome === 'append-outcome-unknown') unknown.inc({ category });
        throw error;
      }
    },
    around: async (command, handle) => {
      const category = categoryOf(command.stream);
      try {
        const answer = await (store.around ? store.around(command, handle) : handle());
        commands.inc({ category, outcome: answer.outcome });
        return answer;
      } catch (error) {
        commands.inc({ category, outcome: outcomeOf(error) });
        throw error;
      }
    },
    readStream: (stream, range) => store.readStream(stream, range),
    readAll: (options) => store.readAll(options),
    waitForMore: (after, signal) => store.waitForMore(after, signal),
    seen: (options) => store.seen?.(options) ?? null,
    head: () => store.head(),
  };
};
