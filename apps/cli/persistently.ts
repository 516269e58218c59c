import { setTimeout as after } from 'node:timers/promises';
import { errorTable } from '@firebreak/http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** How long a command goes on asking one that is away for a moment: a replica that ends, an engine that is restarted. */
export const usualPatienceMs = 60_000;

export interface Patience {
  /** From the first attempt of a request. */
  readonly ms: number;
  /** Called before each pause: what keeps the request, and for how long it has been kept. */
  readonly waits?: (reason: string, millis: number) => void;
}

export interface Time {
  /** Milliseconds that only ever grow. */
  readonly monotonic: () => number;
  readonly pause: (millis: number) => Promise<unknown>;
}

const usualTime: Time = { monotonic: () => performance.now(), pause: (millis) => after(millis) };

const codeOf = ({ body }: Answer): string | undefined => (body as { code?: string } | null)?.code;

/** Worth the same request again: it says so, or there is nobody between here and the server who could say it. */
export const isPassing = (answer: Answer): boolean => {
  const code = codeOf(answer);
  if (code === undefined) return [502, 503, 504].includes(answer.status);
  return [409, 429, 503].includes(answer.status) && code !== 'revision-conflict' && errorTable[code]?.retryable === true;
};

/**
 * The answer to a request, sent again for as long as it may pass what keeps it.
 * @param ask throws when nobody answers
 * @throws what `ask` threw last; at once where `isLasting` says so
 */
export const persistently = async (
  ask: () => Promise<Answer>,
  isLasting: (error: unknown) => boolean,
  patience: Patience,
  { monotonic, pause }: Time = usualTime,
): Promise<Answer> => {
  const begun = monotonic();
  for (;;) {
    const last = monotonic() - begun >= patience.ms;
    const outcome = await ask().then(
      (answer) => ({ answer, error: null }),
      (error: unknown) => ({ answer: null, error }),
    );
    if (outcome.answer === null && (last || isLasting(outcome.error))) throw outcome.error;
    if (outcome.answer !== null && (last || !isPassing(outcome.answer))) return outcome.answer;
    const { answer } = outcome;
    patience.waits?.(answer === null ? 'nobody answers' : (codeOf(answer) ?? `status ${answer.status}`), monotonic() - begun);
    const seconds = Number(answer?.headers['retry-after'] ?? 1);
    await pause(Math.min(Math.max(seconds, 0.1) * 1_000, 5_000, patience.ms));
  }
};

const firstToldMs = 5_000;

/** A line when a request has been kept for five seconds, and one each time that it has been kept twice as long. */
export const tellingWaits = (tell: (line: string) => void): ((reason: string, millis: number) => void) => {
  let next = firstToldMs;
  let before = 0;
  return (reason, millis) => {
    if (millis < before) next = firstToldMs;
    before = millis;
    if (millis < next) return;
    next = millis * 2;
    tell(`waiting   for ${Math.round(millis / 1_000)} s: ${reason}. It is sent again by itself`);
  };
};
