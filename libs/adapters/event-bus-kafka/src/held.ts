import { CodedError, errorCode } from '@firebreak/event-sourcing';

export const unavailable = (error: unknown): CodedError =>
  errorCode(error) === undefined ? new CodedError('bus-unavailable', { reason: error instanceof Error ? error.message : String(error) }) : (error as CodedError);

export interface Held<T> {
  /** On any failure the connection is given up and the next use makes a new one. @throws CodedError `bus-unavailable` */
  use<R>(work: (connection: T) => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

/** A connection that is made when it is needed. */
export const held = <T>(connect: () => Promise<T>, disconnect: (connection: T) => Promise<void>): Held<T> => {
  let current: Promise<T> | null = null;
  let ended = false;
  const leave = async (made: Promise<T>): Promise<void> => {
    if (current === made) current = null;
    await made.then(disconnect).catch(() => undefined);
  };
  return {
    use: async (work) => {
      if (ended) throw new CodedError('bus-unavailable', { reason: 'closed' });
      const made = (current ??= connect());
      try {
        return await work(await made);
      } catch (error) {
        await leave(made);
        throw unavailable(error);
      }
    },
    close: async () => {
      ended = true;
      if (current) await leave(current);
    },
  };
};

/** Reading twice harms nobody: a connection that turns out to be broken is made anew once. */
export const twice = async <R>(read: () => Promise<R>): Promise<R> => {
  try {
    return await read();
  } catch (error) {
    if (errorCode(error) !== 'bus-unavailable') throw error;
    return read();
  }
};
