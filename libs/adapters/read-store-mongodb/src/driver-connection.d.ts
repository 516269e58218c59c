/** One connection of the driver's, which has it for itself and ships no types of it. */
declare module 'mongodb/lib/cmap/connection' {
  import type { Duplex } from 'node:stream';

  export class Connection {
    readonly socket: Duplex;
    /** Hands a request to the socket, and waits for room where that has none left. */
    writeCommand(...request: unknown[]): Promise<void>;
  }
}
