import { problemFault, type Said } from '../testing/problems';
import type { Answer } from '../testing/target';
import type { Asked } from './grammar';

/** Codes by which a decision refuses; `invalid-time` and `not-found` are also said before one is reached. */
const refusals: ReadonlySet<string> = new Set([
  'invalid-transition',
  'already-resolved',
  'reopen-window-over',
  'missing-data',
  'time-order',
  'follow-up-out-of-range',
  'unknown-category',
  'link-to-self',
  'too-many-links',
  'not-permitted',
]);

interface Outcome {
  readonly outcome?: string;
  readonly results?: readonly unknown[];
  readonly consistency?: readonly string[];
}

/** Whether a decision was taken: it appended, stayed quiet or refused. What was replayed was not decided again. */
export const reachedDecision = ({ operation }: Asked, { status, body }: Answer): boolean => {
  if (operation.method !== 'POST') return false;
  if (status < 300) {
    const { outcome, results, consistency } = body as Outcome;
    return outcome === 'appended' || outcome === 'quiet' || results !== undefined || consistency !== undefined;
  }
  const said = body as Said | null;
  return said !== null && (refusals.has(said.code) || (said.code === 'invalid-time' && said['rule'] !== undefined));
};

/** Everything is up: what there is to wait for is a read model on its way, or an engine over a network that says so by its code. */
const mayWait = ({ known }: Asked, { status, body }: Answer): boolean => {
  const code = (body as Said | null)?.code;
  return code === 'position-not-reached' || (known.target.shape === 'http' && status === 503 && code !== undefined);
};

/** What is wrong with an answer; null for one that may be given. */
export const answerFault = (asked: Asked, answer: Answer): string | null => {
  const { status, text } = answer;
  const { operation, known, canary, foreign } = asked;
  if (status >= 500 && !mayWait(asked, answer)) return `${status}`;
  if (text.includes(`T-${known.otherTenant}-`)) return 'tells of another tenant';
  if (status >= 400) {
    if (canary !== null && text.includes(canary)) return 'echoes what was sent';
    return problemFault(answer);
  }
  if (foreign && status < 300) return 'takes an id of another tenant';
  return operation.method === 'POST' && operation.path.startsWith('/v1/incidents') && (answer.body as Outcome | null)?.outcome === undefined ? 'no outcome' : null;
};
