import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@firebreak/standalone';
import { answerWithinMs, isUnanswered } from './answer-time';

/** A command that was sent, and what is known of it. */
export interface Sent {
  readonly key: string;
  readonly actor: string;
  readonly stream: string;
  /** The revision that the answer named. */
  readonly revision: number;
}

export interface Target {
  readonly url: string;
  readonly tokenOf: (actor: string) => Promise<string>;
}

interface Planned {
  readonly actor: string;
  readonly verb: string | null;
  readonly body: object;
}

const minute = 60_000;

/** The life of one incident, as its people send it. */
const life = (n: number, random: Random): Planned[] => {
  const service = `service-${n % 5}`;
  const reopened = random() < 0.2;
  const steps: Planned[] = [
    { actor: 'desk-1', verb: null, body: { title: `Incident ${n}`, source: 'faults', channel: 'api', caller: 'caller-1', service } },
    { actor: 'desk-1', verb: 'triage', body: { category: 'network', service, impact: 1 + (n % 3), urgency: 1 + (n % 2) } },
    { actor: 'desk-1', verb: 'assign', body: { group: 'group-1', assignee: 'resolver-1' } },
    { actor: 'resolver-1', verb: 'start-work', body: {} },
    { actor: 'resolver-1', verb: 'resolve', body: { resolutionCode: 'fix', causeCode: 'cause', notes: 'done', restoredAt: new Date(Date.now() - minute).toISOString() } },
  ];
  if (reopened) steps.push({ actor: 'caller-1', verb: 'reopen', body: { reason: 'again', impact: 'never-restored' } });
  return steps;
};

/** Resolves with the answer, with null when the server died first, and with `late` when there was none in so many milliseconds. */
const attempt = async (target: Target, { actor, body }: Planned, url: string, key: string, withinMs: number): Promise<Response | 'late' | null> => {
  try {
    const token = await target.tokenOf(actor);
    return await fetch(`${target.url}${url}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(withinMs),
    });
  } catch (error) {
    return isUnanswered(error) ? 'late' : null;
  }
};

export interface Clients {
  readonly acknowledged: readonly Sent[];
  /** Commands that were refused for good, or never answered; a campaign expects none. */
  readonly refused: readonly string[];
  /** Goes on until the target is gone; what was not answered is asked again of the next target, with the same key. */
  run(target: Target, signal: AbortSignal): Promise<void>;
}

/** So many clients, each with one incident after the other. */
export const clients = (count: number, random: Random, prefix: string, withinMs = answerWithinMs): Clients => {
  const acknowledged: Sent[] = [];
  const refused: string[] = [];
  let nextIncident = 0;

  interface Client {
    steps: Planned[];
    incident: number;
    done: number;
    id: string | null;
  }
  const fresh = (): Client => {
    const incident = (nextIncident += 1);
    return { steps: life(incident, random), incident, done: 0, id: null };
  };
  const all = Array.from({ length: count }, fresh);

  const accept = async (client: Client, step: Planned, key: string, answer: Response): Promise<void> => {
    const body = (await answer.json()) as { id: string; revision: number; outcome: string };
    client.id ??= body.id;
    client.done += 1;
    if (body.outcome !== 'quiet') acknowledged.push({ key, actor: step.actor, stream: `incident-default.${body.id}`, revision: body.revision });
  };

  /** @returns false when the target is gone */
  const advance = async (client: Client, target: Target): Promise<boolean> => {
    const step = client.steps[client.done];
    if (!step) {
      Object.assign(client, fresh());
      return true;
    }
    const key = `${prefix}-${client.incident}-${client.done}`;
    const url = step.verb === null ? '/v1/incidents' : `/v1/incidents/${client.id}/${step.verb}`;
    const answer = await attempt(target, step, url, key, withinMs);
    if (answer === null) return false;
    if (answer === 'late') {
      refused.push(`${key} ${step.verb ?? 'log'}: no answer in ${withinMs} ms`);
      Object.assign(client, fresh());
      return true;
    }
    try {
      if (answer.ok) await accept(client, step, key, answer);
      else if (answer.status === 503) await pause(50);
      else {
        refused.push(`${key} ${step.verb ?? 'log'}: ${answer.status} ${await answer.text()}`);
        Object.assign(client, fresh());
      }
      return true;
    } catch {
      return false;
    }
  };

  return {
    acknowledged,
    refused,
    run: async (target, signal) => {
      const drive = async (client: Client): Promise<void> => {
        while (!signal.aborted && (await advance(client, target)));
      };
      await Promise.all(all.map(drive));
    },
  };
};
