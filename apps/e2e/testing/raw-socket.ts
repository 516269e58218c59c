import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly code: string | null;
  readonly text: string;
}

export interface RawExchange {
  readonly answers: readonly RawAnswer[];
  /** The server ended the connection. */
  readonly closed: boolean;
}

const answerOf = (text: string): RawAnswer => ({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]), code: /"code":"([a-z-]+)"/.exec(text)?.[1] ?? null, text });

const answersIn = (text: string): RawAnswer[] => text.split(/(?=HTTP\/1\.1 \d{3} )/).filter((each) => each.startsWith('HTTP/1.1 ')).map(answerOf);

/** Sends bytes as they are and reads until the server closes, or until so many answers have come. */
export const exchange = (port: number, bytes: string, enough = Infinity): Promise<RawExchange> =>
  new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => void socket.write(bytes));
    const done = (closed: boolean): void => {
      socket.destroy();
      resolve({ answers: answersIn(text), closed });
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const complete = answersIn(text).filter((each) => each.text.includes('\r\n\r\n'));
      if (complete.length >= enough) done(false);
    });
    socket.on('close', () => done(true));
    // A server that closes while bytes are still on their way has answered all the same.
    socket.on('error', (error: NodeJS.ErrnoException) => (['ECONNRESET', 'EPIPE'].includes(error.code ?? '') ? done(true) : reject(error)));
  });
