import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const nameOf = (line: string): string => line.slice(0, line.indexOf(':')).toLowerCase();

const parseOne = (text: string): { answer: RawAnswer; rest: string } | null => {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first, ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [nameOf(line), line.slice(line.indexOf(':') + 1).trim()]));
  const length = Number(headers['content-length'] ?? 0);
  const body = text.slice(end + 4, end + 4 + length);
  if (body.length < length) return null;
  return { answer: { status: Number(first!.split(' ')[1]), headers, body }, rest: text.slice(end + 4 + length) };
};

/** Every answer in a text of answers. */
export const parseAnswers = (text: string): RawAnswer[] => {
  const parsed = parseOne(text);
  return parsed ? [parsed.answer, ...parseAnswers(parsed.rest)] : [];
};

export interface RawExchange {
  readonly answers: readonly RawAnswer[];
  /** The server ended it. */
  readonly closed: boolean;
}

export interface ExchangeOptions {
  /** It is enough to have so many; the client closes then. */
  readonly answers?: number;
  /** The client closes nothing by itself. */
  readonly stay?: boolean;
}

/** Sends bytes as they are and reads until the server closes. */
export const exchange = (port: number, bytes: string, { answers = Infinity, stay = false }: ExchangeOptions = {}): Promise<RawExchange> =>
  new Promise((resolve, reject) => {
    let text = '';
    const socket: Socket = connect(port, '127.0.0.1', () => void socket.write(bytes));
    const done = (closed: boolean): void => {
      if (!stay) socket.destroy();
      resolve({ answers: parseAnswers(text), closed });
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (parseAnswers(text).length >= answers) done(false);
    });
    socket.on('close', () => done(true));
    // A server that closes while we still write is an answer, not a failure.
    socket.on('error', (error: NodeJS.ErrnoException) => (['ECONNRESET', 'EPIPE'].includes(error.code ?? '') ? done(true) : reject(error)));
  });
