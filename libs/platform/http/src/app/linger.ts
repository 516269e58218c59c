import type { IncomingMessage } from 'node:http';

/** What of a refused body is read and thrown away, and for how long, before its sender is told. */
const limits = { bytes: 8 * 1024 * 1024, millis: 2_000 };

/**
 * Reads on what nobody wants: a connection that is closed over an unread body takes the answer down with it, and whoever
 * stands between hears a reset instead of why.
 */
export const lingering = (request: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    if (request.complete || request.readableEnded || request.destroyed) return resolve();
    let bytes = 0;
    const timer = setTimeout(done, limits.millis);
    function done(): void {
      clearTimeout(timer);
      request.off('data', count);
      request.pause();
      resolve();
    }
    function count(chunk: Buffer): void {
      bytes += chunk.length;
      if (bytes > limits.bytes) done();
    }
    request.on('data', count);
    for (const end of ['end', 'close', 'error', 'aborted']) request.once(end, done);
    request.resume();
  });
