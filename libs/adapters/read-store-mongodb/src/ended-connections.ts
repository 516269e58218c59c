import { Connection } from 'mongodb/lib/cmap/connection';

let isKnown = false;

/**
 * A request that finds no room in its socket waits until it drains, and hears of an error meanwhile, but not of an end: of a
 * server that went away as it was sent, or said nothing while a large one was on its way. Then nobody is ever answered,
 * whatever time-outs there are. From this call on such a request fails as any other whose connection is gone.
 * @throws Error where this version of the driver is not known here
 */
export const endRequestsWithTheirConnections = (): void => {
  if (isKnown) return;
  const { writeCommand } = Connection.prototype;
  if (typeof writeCommand !== 'function') throw new Error('This version of mongodb is not known here.');
  isKnown = true;
  Connection.prototype.writeCommand = async function (...request): Promise<void> {
    const { socket } = this;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => void socket.once('close', (end = resolve)));
    try {
      // What follows asks whether the connection is still there, and throws why it is not.
      await Promise.race([writeCommand.apply(this, request), ended]);
    } finally {
      socket.off('close', end);
    }
  };
};
