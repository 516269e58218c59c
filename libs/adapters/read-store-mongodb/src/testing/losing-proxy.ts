import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server and can lose the answer to a write that was applied. */
export interface LosingProxy {
  readonly url: string;
  readonly lost: number;
  /** @param chosen is asked at every write; @param meanwhile runs before the client sees that its connection is gone */
  lose(chosen: () => boolean, meanwhile?: () => Promise<unknown>): void;
  close(): Promise<void>;
}

const isWrite = (message: Buffer | string): boolean => ['insert', 'update', 'delete'].some((command) => message.includes(`\u0002${command}\0`));

export const losingProxy = async (url: string): Promise<LosingProxy> => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let [chosen, meanwhile, lost]: [() => boolean, () => Promise<unknown>, number] = [() => false, () => Promise.resolve(), 0];
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let losing = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.on('data', (message) => {
      losing ||= isWrite(message) && chosen();
      upstream.write(message);
    });
    upstream.on('data', (message) => {
      if (!losing) return void client.write(message);
      lost += 1;
      void meanwhile().finally(() => client.destroy());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true`,
    get lost() {
      return lost;
    },
    lose: (when, then = () => Promise.resolve()) => void ([chosen, meanwhile] = [when, then]),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
