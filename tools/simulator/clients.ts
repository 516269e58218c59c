import { errorCode, handleCommand, NumberBlocks, type Handled, type IdSource } from '@firebreak/event-sourcing';
import { incidentAggregate, incidentCodec } from '@firebreak/incident';
import { askSomething, type Asked } from './commands';
import type { Ports, Shared } from './ports';
import type { Role } from './roles';

/** One request: the same key and body at every attempt. */
export interface Request {
  readonly key: string;
  readonly stream: string;
  readonly asked: Asked;
  readonly expected: number | 'exists' | 'any';
  attempts: number;
  /** An attempt may go on, or may have gone through, although nobody waits for it any more. */
  uncertain: boolean;
}

export interface Answer {
  readonly request: Request;
  readonly answer: Handled | { readonly refused: string };
}

/** Codes after which a client sends the same request again. */
const again: readonly string[] = ['append-outcome-unknown', 'store-unavailable', 'concurrent-change'];
const mostAttempts = 12;

/** What a client wants to do over time, made up as it goes along. Twins follow one script and send each request at once. */
export class Script {
  readonly requests: Request[] = [];
  readonly answers: Answer[] = [];

  constructor(
    private readonly shared: Shared,
    private readonly name: string,
    private readonly streams: readonly string[],
    private readonly length: number,
  ) {}

  note(text: string): void {
    this.shared.scheduler.note(text);
  }

  /** Null once there is nothing left to ask. */
  request(index: number): Request | null {
    const known = this.requests[index];
    if (known || index >= this.length) return known ?? null;
    const { scheduler, store } = this.shared;
    const { random } = scheduler;
    const stream = random.pick(this.streams);
    const stored = store.all().filter((event) => event.stream === stream);
    const asked = askSomething(random, scheduler.now(), stream, stored);
    const expected = asked.numbered ? 'any' : random.chance(0.2) ? stored.length - 1 : 'exists';
    const made = { key: `${this.name}-${index}`, stream, asked, expected, attempts: 0, uncertain: false } as const;
    this.requests.push({ ...made });
    return this.requests[index]!;
  }
}

const attempt = async (ports: Ports, numbers: NumberBlocks, request: Request, onConflict: () => void): Promise<Handled> => {
  const { asked, key, stream, expected } = request;
  request.attempts += 1;
  const meta = {
    tenant: 'default',
    actor: asked.actor,
    onBehalfOf: null,
    correlationId: `${key} attempt ${request.attempts}`,
    causationId: null,
    origin: 'live' as const,
    now: ports.clock.now(),
    idempotency: { keyHash: key, bodyHash: asked.type, actor: asked.actor.id },
  };
  const number = asked.numbered ? await numbers.next(meta) : null;
  const { command, decide } = asked.run(meta, number);
  const handling = { store: ports.store, codec: incidentCodec, aggregate: incidentAggregate, onConflict };
  return handleCommand(handling, stream, decide, command, { expected });
};

/** A client with the server that handles its requests: the server may die under it, the client asks again. */
export const client = (name: string, script: Script, ids: IdSource): Role => {
  let next = 0;
  let tries = 0;
  let underWay = false;
  let life = 0;
  return {
    name,
    wakes: [],
    start: (ports) => {
      const own = (life += 1);
      const numbers = new NumberBlocks({ store: ports.store, ids, prefix: 'INC', kind: 'incident', firstBlock: 2, largestBlock: 4 });
      return Promise.resolve(async () => {
        const request = own === life ? script.request(next) : null;
        if (request === null) return 0;
        if (underWay) request.uncertain = true;
        underWay = true;
        tries += 1;
        let answer: Answer['answer'];
        try {
          answer = await attempt(ports, numbers, request, () => script.note(`${name} meets a conflict`));
        } catch (error) {
          const code = errorCode(error);
          if (code === undefined) throw error;
          if (own === life) underWay = false;
          if (code === 'append-outcome-unknown') request.uncertain = true;
          if (again.includes(code) && tries < mostAttempts) throw error;
          answer = { refused: code };
        }
        if (own !== life) return 0;
        script.answers.push({ request, answer });
        [next, tries, underWay] = [next + 1, 0, false];
        return 1;
      });
    },
  };
};
