import type { MatrixRow } from './route-matrix';
import { everyRole, type Role } from './roles';

export interface Probe {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ProbeAnswer {
  readonly status: number;
  /** Of the problem, `null` when there is none. */
  readonly code: string | null;
}

export interface ProbeOptions {
  readonly send: (probe: Probe) => Promise<ProbeAnswer>;
  /** A valid token with this one role. */
  readonly tokenFor: (role: Role) => string;
}

const anyId = '00000000-0000-4000-8000-000000000000';

/**
 * Asks every route without a token, with a bad one and with each role, and answers one line for each deviation from the
 * matrix. No body and no Idempotency-Key is sent, so that no command gets past the edge.
 */
export const probeMatrix = async (matrix: readonly MatrixRow[], { send, tokenFor }: ProbeOptions): Promise<string[]> => {
  const deviations: string[] = [];
  for (const { method, path, roles } of matrix) {
    const ask = async (who: string, token: string | null, right: (answer: ProbeAnswer) => boolean): Promise<void> => {
      const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
      const answer = await send({ method, url: path.replace(/:[A-Za-z]+/g, anyId), headers });
      if (!right(answer)) deviations.push(`${method} ${path} as ${who}: ${answer.status} ${answer.code ?? ''}`.trimEnd());
    };
    const open = ({ status, code }: ProbeAnswer): boolean => status !== 401 && code !== 'forbidden-role' && (status < 500 || status === 503);
    await ask('nobody', null, roles === 'public' ? open : ({ status, code }) => status === 401 && code === 'unauthenticated');
    await ask('a forged token', 'e30.e30.e30', roles === 'public' ? open : ({ status, code }) => status === 401 && code === 'invalid-token');
    for (const role of everyRole) {
      const allowed = roles === 'public' || roles.includes(role);
      await ask(role, tokenFor(role), allowed ? open : ({ status, code }) => status === 403 && code === 'forbidden-role');
    }
  }
  return deviations;
};
