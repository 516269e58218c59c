import { randomUUID } from 'node:crypto';
import { persistently, usualPatienceMs, type Answer, type Patience } from './persistently';
import { CommandFailed } from './say';

export type { Answer } from './persistently';

/** Firebreak as the command line meets it: a running one, or one that lives as long as the command. */
export interface Client {
  get(url: string): Promise<Answer>;
  post(url: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Every event recorded so far is in every figure. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

export interface Server {
  readonly url: string;
  /** Asked for before each request: what is in a file may be renewed while a command runs. */
  readonly token: () => string;
}

const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_TLS|ERR_SSL|EPROTO/;

/** What keeps a request from its server, in one line. */
export const unreachable = (url: string, error: unknown): CommandFailed => {
  const { cause } = error as { cause?: { code?: string; message?: string; errors?: readonly { code?: string }[] } };
  const code = cause?.code ?? cause?.errors?.[0]?.code ?? cause?.message ?? String(error);
  if (!untrusted.test(code)) return new CommandFailed(`nobody answers at ${url} (${code})`);
  return new CommandFailed(`the certificate of ${url} is not trusted (${code}); NODE_EXTRA_CA_CERTS names a file with the authority that signed it`);
};

const parsed = (text: string): unknown => {
  try {
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    return text.slice(0, 500);
  }
};

/** A repeat has the key of the first attempt, so whatever became of that, it is done once. */
export const overHttp = ({ url, token }: Server, patience: Patience = { ms: usualPatienceMs }): Client => {
  const once = async (method: string, target: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Answer> => {
    const answer = await fetch(`${url}${target}`, { method, headers: { authorization: `Bearer ${token()}`, ...headers }, ...(body === undefined ? {} : { body }) });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: parsed(await answer.text()) };
  };
  const send = (...asked: Parameters<typeof once>): Promise<Answer> =>
    persistently(() => once(...asked), (error) => error instanceof CommandFailed, patience).catch((error: unknown) => {
      throw error instanceof CommandFailed ? error : unreachable(url, error);
    });
  return {
    get: (target) => send('GET', target, {}),
    post: (target, body, headers = {}) => send('POST', target, { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers }, JSON.stringify(body)),
    // A server goes on by itself; its answers say how far they are.
    caughtUp: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
};
