import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

export const LOGGER = Symbol.for('firebreak.logger');

const secretNames = ['authorization', 'cookie', 'password', 'secret', 'token', 'signInCode', 'macKey', 'privateKey'];

/** At the top, one and two levels down. */
const redacted = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `headers["set-${name}"]`]);

export interface LoggerOptions {
  readonly name?: string;
  /** `silent` writes nothing. */
  readonly level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly destination?: DestinationStream;
  /** Added to every line, such as the span that it is written in. */
  readonly fields?: () => object;
}

/** JSON lines, so that no value can start a new one; credentials never get through. */
export const createLogger = ({ name = 'firebreak', level = 'info', destination, fields }: LoggerOptions = {}): Logger => {
  const options = { name, level, timestamp: stdTimeFunctions.isoTime, redact: { paths: redacted, censor: '[redacted]' }, ...(fields ? { mixin: fields } : {}) };
  return destination ? pino(options, destination) : pino(options);
};
