import { overHttp, type Answer, type Client } from './http-client';
import { openClient } from './open-client';
import { atAddress, type Place } from './place';
import { CommandFailed } from './say';

/** Each service has parked streams and read models of its own, so an address may be that of one of them. */
export const within = async <T>(place: Place, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = atAddress(place) ? overHttp(place.server) : await openClient(place);
  try {
    await client.caughtUp();
    return await work(client);
  } finally {
    await client.close();
  }
};

/** @throws CommandFailed what the answer says against it */
export const asked = <T>({ status, body }: Answer): T => {
  if (status >= 200 && status < 300) return body as T;
  const { code, title, detail, current } = (body ?? {}) as { readonly code?: string; readonly title?: string; readonly detail?: string; readonly current?: number };
  const at = current === undefined ? [] : [`It is at ${current}.`];
  throw new CommandFailed([`${code ?? status}:`, title, ...at, detail].filter((part) => part !== undefined).join(' '));
};
