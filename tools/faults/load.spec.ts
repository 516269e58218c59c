import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '@firebreak/standalone';
import { clients } from './load';

/** Answers every command with success, but never the first. */
const forgetful = async () => {
  let toForget = 1;
  const server = createServer((request, response) => {
    request.resume();
    if (toForget-- > 0) return;
    response.end(JSON.stringify({ id: 'an-id', revision: 0, outcome: 'appended' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

describe('a client', () => {
  it('says which command was never answered, and goes on with another incident', async () => {
    const server = await forgetful();
    const load = clients(1, seededRandom(1), 'k', 2_000);
    const enough = new AbortController();
    const target = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      tokenOf: () => {
        if (load.acknowledged.length === 3) enough.abort();
        return Promise.resolve('token');
      },
    };
    await load.run(target, enough.signal);
    server.closeAllConnections();
    server.close();
    expect(load.refused).toEqual(['k-1-0 log: no answer in 2000 ms']);
    expect(load.acknowledged.map(({ key }) => key)).toEqual(['k-2-0', 'k-2-1', 'k-2-2', 'k-2-3']);
  });
});
