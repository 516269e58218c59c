import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

/** A port nobody uses now. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });

/** Waits until somebody listens. @throws what `failed` says when it says so first, or after `patienceMs` */
export const untilListening = async (port: number, patienceMs: number, failed: () => string | null): Promise<void> => {
  for (let waited = 0; waited <= patienceMs; waited += 50) {
    const reason = failed();
    if (reason !== null) throw new Error(reason);
    if (await accepts(port)) return;
    await after(50);
  }
  throw new Error(`Nothing listens on port ${port} after ${patienceMs / 1000} s.`);
};
